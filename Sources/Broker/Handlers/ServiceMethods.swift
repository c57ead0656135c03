import CountersignProto
import Workflow

/// `DirectoryService`: services, and the organization itself.
extension MethodTable {
    mutating func addServices() {
        let changing = Self.managesDirectory
        write(Methods.DirectoryService.createService, changing) { call, context in
            let wanted = call.service ?? Service()
            let decision = try ConfigurationWorkflow.createService(
                ServiceDraft(name: wanted.name, subject: wanted.subject), id: context.newID(),
                by: context.actor, in: context.configuration, now: context.now)
            return CreateServiceResponse(service: try context.service(after: decision))
        }
        read(Methods.DirectoryService.getService, Self.readsDirectory) { call, context in
            guard let service = context.configuration.service(named: call.id) else {
                throw CallFailure.noSuch("service", call.id)
            }
            return GetServiceResponse(service: context.configuration.view(of: service))
        }
        read(Methods.DirectoryService.listServices, Self.readsDirectory) { try $1.list($0) }
        write(Methods.DirectoryService.deleteService, changing) { call, context in
            try context.apply(
                try ConfigurationWorkflow.deleteService(
                    call.id, by: context.actor, in: context.configuration,
                    now: context.now))
            return DeleteServiceResponse()
        }
    }

    mutating func addOrganization() {
        read(Methods.DirectoryService.getOrganization, .member) { _, context in
            GetOrganizationResponse(
                organization: context.configuration.organization
                    .map(context.configuration.view(of:)))
        }
        write(Methods.DirectoryService.updateOrganization, Self.managesDirectory) { call, context in
            let wanted = call.organization ?? Organization()
            guard wanted.id.isEmpty || wanted.id == context.organization.description else {
                throw CallFailure.noSuch("organization", wanted.id)
            }
            let decision = try ConfigurationWorkflow.updateOrganization(
                OrganizationDraft(wanted), version: Int64(clamping: wanted.version),
                by: context.actor, in: context.configuration, now: context.now)
            try context.apply(decision)
            return UpdateOrganizationResponse(
                organization: context.configuration.organization
                    .map(context.configuration.view(of:)))
        }
    }
}

extension ReadContext {
    fileprivate func list(_ call: ListServicesRequest) throws -> ListServicesResponse {
        let page = try PageToken.page(
            of: configuration.services.values.filter { !$0.isDeleted }, by: \.name,
            size: call.pageSize, token: call.pageToken, filter: "services")
        return ListServicesResponse(
            services: page.elements.map(configuration.view(of:)), nextPageToken: page.next)
    }
}

extension WriteContext {
    fileprivate func service(after decision: Decision) throws -> CountersignProto.Service? {
        try apply(decision)
        for case .service(let service) in decision.objects {
            return configuration.view(of: service)
        }
        return nil
    }
}

extension OrganizationDraft {
    init(_ organization: CountersignProto.Organization) {
        self.init(
            name: organization.name,
            unmatchedAccess: organization.unmatchedAccess == .allow ? .allow : .deny)
    }
}
