import Broker

extension ConfigurationValues {
    /// The configuration in the node's terms.
    var nodeOptions: NodeOptions {
        var options = NodeOptions(
            listenAddresses: self[\.listen].map(\.text),
            publishAddresses: self[\.publish].map(\.text))
        options.advertisedPublishAddresses = self[\.advertise].map(\.text)
        if let certificate = self[\.certificate], let key = self[\.key],
            let authority = self[\.authority]
        {
            options.tls = NodeTLS(
                certificateFile: certificate, keyFile: key, authorityFile: authority)
        }
        options.contexts = self[\.contexts]
        options.workerThreads = self[\.workerThreads]
        options.batchSize = self[\.batchSize]
        options.commitQueueLimit = self[\.commitQueue]
        options.limits = limits
        options.sendTimeout = self[\.sendTimeout]
        options.heartbeatInterval = self[\.heartbeat]
        options.keyRotationInterval = self[\.keyRotation]
        options.checkpointInterval = self[\.checkpoint]
        options.replyRetention = self[\.replyRetention]
        return options
    }
}

extension ConfigurationValues {
    /// What the node can change while it runs.
    var limits: NodeLimits {
        NodeLimits(defaultTimeout: self[\.defaultTimeout], maximumTimeout: self[\.maximumTimeout])
    }
}
