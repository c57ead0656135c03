extension Migration {
    /// The tables of the domain. `DESIGN.md` says which index serves what.
    static let domain = Migration(version: 1, name: "domain") { dialect in
        [organizations, requests, grants, log, replies].map { $0(dialect) }.joined(separator: "\n")
    }

    private static func organizations(_ dialect: Dialect) -> String {
        """
        CREATE TABLE organization (
          number                \(dialect.serial),
          id                    \(dialect.bytes) NOT NULL,
          epoch                 \(dialect.integer) NOT NULL,
          seq                   \(dialect.integer) NOT NULL,
          hash                  \(dialect.bytes) NOT NULL,
          time_ms               \(dialect.integer) NOT NULL,
          configuration_version \(dialect.integer) NOT NULL,
          reachability_version  \(dialect.integer) NOT NULL,
          CONSTRAINT organization_id UNIQUE (id),
          CONSTRAINT organization_number_fits CHECK (number BETWEEN 1 AND 8388607),
          CONSTRAINT organization_seq_fits CHECK (seq BETWEEN 0 AND 1099511627775)
        ) \(dialect.table);

        CREATE TABLE configuration_object (
          organization    \(dialect.integer) NOT NULL,
          kind            \(dialect.integer) NOT NULL,
          id              \(dialect.bytes) NOT NULL,
          changed_version \(dialect.integer) NOT NULL,
          body            \(dialect.bytes) NOT NULL,
          CONSTRAINT configuration_object_primary PRIMARY KEY (organization, kind, id),
          CONSTRAINT configuration_object_organization
            FOREIGN KEY (organization) REFERENCES organization (number),
          CONSTRAINT configuration_object_kind CHECK (kind BETWEEN 1 AND 7)
        ) \(dialect.table);

        CREATE INDEX configuration_object_changed
          ON configuration_object (organization, changed_version);

        CREATE TABLE rule_set (
          organization \(dialect.integer) NOT NULL,
          key          TEXT NOT NULL,
          body         \(dialect.bytes) NOT NULL,
          CONSTRAINT rule_set_primary PRIMARY KEY (organization, key),
          CONSTRAINT rule_set_organization
            FOREIGN KEY (organization) REFERENCES organization (number)
        ) \(dialect.table);
        """
    }

    private static func requests(_ dialect: Dialect) -> String {
        """
        CREATE TABLE access_request (
          organization   \(dialect.integer) NOT NULL,
          id             \(dialect.bytes) NOT NULL,
          requester      \(dialect.bytes) NOT NULL,
          resource       \(dialect.bytes) NOT NULL,
          account        TEXT NOT NULL,
          duration_ms    \(dialect.integer) NOT NULL,
          reason         TEXT NOT NULL,
          ticket         TEXT NOT NULL,
          starts_ms      \(dialect.integer),
          created_ms     \(dialect.integer) NOT NULL,
          expires_ms     \(dialect.integer) NOT NULL,
          rules          TEXT NOT NULL,
          state          \(dialect.integer) NOT NULL,
          step           \(dialect.integer) NOT NULL,
          resolved_ms    \(dialect.integer),
          reminded_ms    \(dialect.integer),
          is_unreachable \(dialect.integer) NOT NULL,
          access_grant   \(dialect.bytes),
          is_live        \(dialect.integer) NOT NULL,
          due_ms         \(dialect.integer),
          CONSTRAINT access_request_primary PRIMARY KEY (organization, id),
          CONSTRAINT access_request_rules
            FOREIGN KEY (organization, rules) REFERENCES rule_set (organization, key),
          CONSTRAINT access_request_state CHECK (state BETWEEN 1 AND 5),
          CONSTRAINT access_request_due_while_pending CHECK (due_ms IS NULL OR state = 1)
        ) \(dialect.clustered);

        CREATE INDEX access_request_by_requester
          ON access_request (organization, requester, is_live, id);

        CREATE INDEX access_request_by_resource
          ON access_request (organization, resource, is_live, id);

        CREATE INDEX access_request_by_requester_and_resource
          ON access_request (organization, requester, resource, is_live, id, account);

        CREATE INDEX access_request_due
          ON access_request (due_ms)
          WHERE due_ms IS NOT NULL;

        CREATE TABLE vote (
          organization \(dialect.integer) NOT NULL,
          request      \(dialect.bytes) NOT NULL,
          step         \(dialect.integer) NOT NULL,
          voter        \(dialect.bytes) NOT NULL,
          ordinal      \(dialect.integer) NOT NULL,
          choice       \(dialect.integer) NOT NULL,
          comment      TEXT NOT NULL,
          cast_ms      \(dialect.integer) NOT NULL,
          CONSTRAINT vote_one_a_step PRIMARY KEY (organization, request, step, voter),
          CONSTRAINT vote_request
            FOREIGN KEY (organization, request) REFERENCES access_request (organization, id),
          CONSTRAINT vote_choice CHECK (choice BETWEEN 1 AND 2)
        ) \(dialect.clustered);

        CREATE TABLE awaiting (
          organization  \(dialect.integer) NOT NULL,
          request       \(dialect.bytes) NOT NULL,
          approver_kind \(dialect.integer) NOT NULL,
          approver      \(dialect.bytes) NOT NULL,
          CONSTRAINT awaiting_primary
            PRIMARY KEY (organization, request, approver_kind, approver),
          CONSTRAINT awaiting_request
            FOREIGN KEY (organization, request) REFERENCES access_request (organization, id),
          CONSTRAINT awaiting_approver_kind CHECK (approver_kind BETWEEN 1 AND 2)
        ) \(dialect.clustered);

        CREATE INDEX awaiting_by_approver
          ON awaiting (organization, approver_kind, approver, request);
        """
    }

    private static func grants(_ dialect: Dialect) -> String {
        """
        CREATE TABLE access_grant (
          organization \(dialect.integer) NOT NULL,
          request      \(dialect.bytes) NOT NULL,
          id           \(dialect.bytes) NOT NULL,
          holder       \(dialect.bytes) NOT NULL,
          resource     \(dialect.bytes) NOT NULL,
          account      TEXT NOT NULL,
          created_ms   \(dialect.integer) NOT NULL,
          starts_ms    \(dialect.integer) NOT NULL,
          expires_ms   \(dialect.integer) NOT NULL,
          state        \(dialect.integer) NOT NULL,
          ended_ms     \(dialect.integer),
          end_reason   TEXT NOT NULL,
          is_warned    \(dialect.integer) NOT NULL,
          due_ms       \(dialect.integer),
          CONSTRAINT access_grant_one_a_request PRIMARY KEY (organization, request),
          CONSTRAINT access_grant_id UNIQUE (organization, id),
          CONSTRAINT access_grant_request
            FOREIGN KEY (organization, request) REFERENCES access_request (organization, id),
          CONSTRAINT access_grant_state CHECK (state BETWEEN 1 AND 7),
          CONSTRAINT access_grant_due_while_open CHECK (due_ms IS NULL OR state <= 3)
        ) \(dialect.clustered);

        CREATE INDEX access_grant_due
          ON access_grant (due_ms)
          WHERE due_ms IS NOT NULL;
        """
    }

    private static func log(_ dialect: Dialect) -> String {
        """
        CREATE TABLE event_log (
          position \(dialect.integer) NOT NULL PRIMARY KEY,
          hash     \(dialect.bytes) NOT NULL,
          event    \(dialect.bytes) NOT NULL
        ) \(dialect.table);

        CREATE TABLE log_checkpoint (
          organization \(dialect.integer) NOT NULL,
          seq          \(dialect.integer) NOT NULL,
          body         \(dialect.bytes) NOT NULL,
          signature    \(dialect.bytes) NOT NULL,
          key_id       TEXT NOT NULL,
          CONSTRAINT log_checkpoint_primary PRIMARY KEY (organization, seq),
          CONSTRAINT log_checkpoint_organization
            FOREIGN KEY (organization) REFERENCES organization (number)
        ) \(dialect.clustered);
        """
    }

    private static func replies(_ dialect: Dialect) -> String {
        """
        CREATE TABLE reply_record (
          number       \(dialect.serial),
          organization \(dialect.integer) NOT NULL,
          request_id   \(dialect.bytes) NOT NULL,
          caller       TEXT NOT NULL,
          saved_ms     \(dialect.integer) NOT NULL,
          fingerprint  \(dialect.bytes) NOT NULL,
          reply        \(dialect.bytes) NOT NULL,
          CONSTRAINT reply_record_once UNIQUE (organization, request_id, caller)
        ) \(dialect.table);
        """
    }
}
