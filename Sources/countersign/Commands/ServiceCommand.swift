import ArgumentParser
import CountersignProto

struct ServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Machine identities, for example gateways.",
        subcommands: [Create.self, Show.self, List.self, Delete.self]
    )
}

extension ServiceCommand {
    struct Create: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Add a service.")
        static let method = Methods.DirectoryService.createService

        @Option(help: "Its name; unique.") var name: String
        @Option(help: "The `sub` of its tokens; the service's id if not given.")
        var subject = ""
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> CreateServiceRequest {
            CreateServiceRequest(service: Service(name: name, subject: subject))
        }

        func text(of response: CreateServiceResponse) -> String {
            ServiceText.text(response.service)
        }
    }

    struct Show: CallCommand {
        static let configuration = CommandConfiguration(abstract: "Show a service.")
        static let method = Methods.DirectoryService.getService

        @Argument(help: "Id or name.") var service: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> GetServiceRequest { GetServiceRequest(id: service) }

        func text(of response: GetServiceResponse) -> String { ServiceText.text(response.service) }
    }

    struct List: ListCommand {
        static let configuration = CommandConfiguration(abstract: "List the services.")
        static let method = Methods.DirectoryService.listServices

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> ListServicesRequest { ListServicesRequest() }

        func text(of response: ListServicesResponse) -> String {
            ServiceText.table(response.services)
        }
    }

    struct Delete: CallCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a service: it can't call any more."
        )
        static let method = Methods.DirectoryService.deleteService

        @Argument(help: "Id or name.") var service: String
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func request() -> DeleteServiceRequest { DeleteServiceRequest(id: service) }

        func text(of response: DeleteServiceResponse) -> String {
            "Service \(service) is deleted.\n"
        }
    }
}
