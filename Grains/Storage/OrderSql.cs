namespace Grains.Storage;

/// <summary>The statements of <see cref="OrderStore"/>. Kept to what PostgreSQL and SQLite 3.31 both know: no RETURNING.</summary>
static class OrderSql
{
    /// <summary>Word for word the condition of the index <c>orders_live</c>, which these statements read.</summary>
    const string Live = "status NOT IN ('complete', 'rejected', 'cancelled', 'expired', 'dead_lettered')";

    const string SelectLive =
        """
        SELECT id AS Id, owner AS Owner, idempotency_key AS IdempotencyKey, account AS Account, tag AS Tag, status AS Status,
               broker_order_id AS BrokerOrderId, filled_quantity AS FilledQuantity, sent_at AS SentAt
        FROM orders WHERE
        """;

    public const string LiveOfAll = $"{SelectLive} {Live} ORDER BY seq";

    public const string LiveOfOne = $"{SelectLive} {Live} AND account = @account ORDER BY seq";

    public const string Select =
        """
        SELECT seq AS Seq, id AS Id, owner AS Owner, idempotency_key AS IdempotencyKey, account AS Account, mode AS Mode, status AS Status,
               payload_hash AS PayloadHash, request AS Request, tag AS Tag, broker_order_id AS BrokerOrderId, filled_quantity AS FilledQuantity,
               average_price AS AveragePrice, message AS Message, attempts AS Attempts, resends AS Resends, trading_day AS TradingDay,
               sent_at AS SentAt, absent_at AS AbsentAt, created_at AS CreatedAt, updated_at AS UpdatedAt, version AS Version
        FROM orders
        """;

    public const string Insert =
        """
        INSERT INTO orders (id, owner, idempotency_key, account, mode, status, payload_hash, request, tag, broker_order_id, filled_quantity,
                            average_price, message, attempts, resends, trading_day, sent_at, absent_at, created_at, updated_at, version)
        VALUES (@Id, @Owner, @IdempotencyKey, @Account, @Mode, @Status, @PayloadHash, @Request, @Tag, @BrokerOrderId, @FilledQuantity,
                @AveragePrice, @Message, @Attempts, @Resends, @TradingDay, @SentAt, @AbsentAt, @CreatedAt, @UpdatedAt, @Version)
        ON CONFLICT (owner, idempotency_key) DO NOTHING
        """;

    public const string Update =
        """
        UPDATE orders SET status = @Status, broker_order_id = @BrokerOrderId, filled_quantity = @FilledQuantity, average_price = @AveragePrice,
               message = @Message, attempts = @Attempts, resends = @Resends, sent_at = @SentAt, absent_at = @AbsentAt, updated_at = @UpdatedAt,
               version = @Version
        WHERE id = @Id AND version = @Version - 1
        """;

    public const string Record =
        """
        INSERT INTO order_events (order_id, version, at, status, message, filled_quantity)
        VALUES (@Id, @Version, @UpdatedAt, @Status, @Message, @FilledQuantity);
        INSERT INTO order_outbox (order_id, version, payload) VALUES (@Id, @Version, @Payload);
        """;

    public const string History =
        """
        SELECT at AS At, status AS Status, message AS Message, filled_quantity AS FilledQuantity FROM
            (SELECT * FROM order_events WHERE order_id = @id ORDER BY version DESC LIMIT 200) AS latest
        ORDER BY version
        """;

    public const string List =
        Select + $"""

        WHERE (@owner IS NULL OR owner = @owner) AND (@status IS NULL OR status = @status) AND (@account IS NULL OR account = @account)
              AND seq < @before AND (NOT @onlyLive OR {Live})
        ORDER BY seq DESC LIMIT @limit
        """;
}
