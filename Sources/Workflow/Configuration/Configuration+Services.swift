extension Configuration {
    /// The live services that hold a permission.
    package func services(with permission: Permission) -> Set<ServiceID> {
        Set(services.keys.filter { permissions(of: $0).contains(permission) })
    }
}
