namespace Grains.Storage;

/// <summary>The schema's history. Forward only: what was released is never edited, only followed.</summary>
static class Migrations
{
    public static IReadOnlyList<Migration> All { get; } =
    [
        new("orders", Orders), new("api keys", ApiKeys), new("accounts of api keys", ApiKeyAccounts), new("webhooks", Webhooks), new("baskets", Baskets),
        new("order operations and slices", OrderOperations), new("bars", Bars), new("orders by owner", OrdersByOwner),
    ];

    // Money is decimal text and times are UTC text of fixed width, so that both sort and compare the same on PostgreSQL.
    const string Orders =
        """
        CREATE TABLE orders (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            owner TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            account TEXT NOT NULL,
            mode TEXT NOT NULL,
            status TEXT NOT NULL,
            payload_hash TEXT NOT NULL,
            request TEXT NOT NULL,
            tag TEXT NOT NULL,
            broker_order_id TEXT NULL,
            filled_quantity INTEGER NOT NULL,
            average_price TEXT NULL,
            message TEXT NULL,
            attempts INTEGER NOT NULL,
            resends INTEGER NOT NULL,
            trading_day TEXT NULL,
            sent_at TEXT NULL,
            absent_at TEXT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            version INTEGER NOT NULL,
            UNIQUE (owner, idempotency_key)
        );
        CREATE INDEX orders_by_owner ON orders (owner, seq);
        CREATE INDEX orders_live ON orders (account, tag) WHERE status NOT IN ('complete', 'rejected', 'cancelled', 'expired', 'dead_lettered');
        CREATE TABLE order_events (
            order_id TEXT NOT NULL REFERENCES orders (id),
            version INTEGER NOT NULL,
            at TEXT NOT NULL,
            status TEXT NOT NULL,
            message TEXT NULL,
            filled_quantity INTEGER NOT NULL,
            PRIMARY KEY (order_id, version)
        );
        CREATE TABLE order_outbox (
            position INTEGER PRIMARY KEY AUTOINCREMENT,
            order_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            payload TEXT NOT NULL
        );
        CREATE TABLE outbox_positions (consumer TEXT PRIMARY KEY, position INTEGER NOT NULL);
        """;

    const string ApiKeys =
        """
        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            key_hash TEXT NOT NULL UNIQUE,
            scopes TEXT NOT NULL,
            created_at TEXT NOT NULL,
            revoked_at TEXT NULL
        );
        """;

    const string Baskets =
        """
        CREATE TABLE baskets (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            owner TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            account TEXT NOT NULL,
            payload_hash TEXT NOT NULL,
            request TEXT NOT NULL,
            phase TEXT NOT NULL,
            message TEXT NULL,
            margin TEXT NULL,
            place_by TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            version INTEGER NOT NULL,
            UNIQUE (owner, idempotency_key)
        );
        CREATE INDEX baskets_live ON baskets (seq) WHERE phase NOT IN ('complete', 'rolled_back', 'cancelled');
        """;

    const string ApiKeyAccounts = "ALTER TABLE api_keys ADD COLUMN accounts TEXT NULL;";

    // The secret is sealed; a webhook's place in the outbox is its consumer's, as for every reader of it.
    const string Webhooks =
        """
        CREATE TABLE webhooks (
            id TEXT PRIMARY KEY,
            owner TEXT NOT NULL,
            orders_of TEXT NULL,
            url TEXT NOT NULL,
            events TEXT NOT NULL,
            secret TEXT NOT NULL,
            created_at TEXT NOT NULL,
            deleted_at TEXT NULL
        );
        CREATE TABLE webhook_dead_letters (
            id TEXT PRIMARY KEY,
            webhook TEXT NOT NULL REFERENCES webhooks (id),
            event TEXT NOT NULL,
            first_position BIGINT NOT NULL,
            last_position BIGINT NOT NULL,
            reason TEXT NOT NULL,
            payload TEXT NULL,
            at TEXT NOT NULL
        );
        CREATE INDEX webhook_dead_letters_by_webhook ON webhook_dead_letters (webhook, first_position);
        """;

    // terms: the request as modifications left it. operation: the change that is on its way, which order_operations keeps for good.
    const string OrderOperations =
        """
        ALTER TABLE orders ADD COLUMN terms TEXT NULL;
        ALTER TABLE orders ADD COLUMN operation TEXT NULL;
        ALTER TABLE orders ADD COLUMN modifications INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN parent_id TEXT NULL;
        ALTER TABLE orders ADD COLUMN slices INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE orders ADD COLUMN resolution TEXT NULL;
        ALTER TABLE orders ADD COLUMN instrument TEXT NOT NULL DEFAULT '';
        ALTER TABLE orders ADD COLUMN product TEXT NOT NULL DEFAULT '';
        ALTER TABLE orders ADD COLUMN side INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX orders_filled ON orders (account, instrument) WHERE filled_quantity > 0;
        CREATE INDEX orders_by_parent ON orders (parent_id) WHERE parent_id IS NOT NULL;
        CREATE INDEX orders_by_broker_order_id ON orders (broker_order_id) WHERE broker_order_id IS NOT NULL;
        CREATE INDEX orders_by_day ON orders (trading_day, account);
        CREATE TABLE order_operations (
            order_id TEXT NOT NULL REFERENCES orders (id),
            operation_key TEXT NOT NULL,
            operation TEXT NOT NULL,
            PRIMARY KEY (order_id, operation_key)
        );
        CREATE TABLE kill_switches (
            scope TEXT PRIMARY KEY,
            engaged INTEGER NOT NULL,
            reason TEXT NULL,
            changed_by TEXT NOT NULL,
            changed_at TEXT NOT NULL
        );
        CREATE TABLE position_adjustments (
            account TEXT NOT NULL,
            instrument TEXT NOT NULL,
            product TEXT NOT NULL,
            quantity INTEGER NOT NULL,
            changed_by TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            PRIMARY KEY (account, instrument, product)
        );
        """;

    // Many small rows: prices are whole raw units (rupees times divisor) and the start is Unix seconds, so that they stay exact and short.
    const string Bars =
        """
        CREATE TABLE bars (
            instrument TEXT NOT NULL,
            mode TEXT NOT NULL,
            start INTEGER NOT NULL,
            divisor INTEGER NOT NULL,
            open INTEGER NOT NULL,
            high INTEGER NOT NULL,
            low INTEGER NOT NULL,
            close INTEGER NOT NULL,
            volume INTEGER NOT NULL,
            day_volume INTEGER NULL,
            oi INTEGER NULL,
            gap INTEGER NOT NULL,
            PRIMARY KEY (instrument, mode, start)
        );
        CREATE INDEX bars_by_start ON bars (mode, start);
        """;

    // Without slices, which no list of an owner's orders has. That also keeps PostgreSQL from reading all orders of an owner to find the one of a key: as long as
    // it knows nothing of a new table, any index on the owner is as good to it as the unique one, and a prepared statement keeps to what was chosen.
    const string OrdersByOwner =
        """
        DROP INDEX orders_by_owner;
        CREATE INDEX orders_by_owner ON orders (owner, seq) WHERE parent_id IS NULL;
        """;
}
