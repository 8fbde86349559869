namespace Grains.Storage;

/// <summary>The statements of <see cref="OrderStore"/>. Kept to what PostgreSQL and SQLite both know.</summary>
static class OrderSql
{
    /// <summary>Word for word the condition of the index <c>orders_live</c>, which these statements read.</summary>
    const string Live = "status NOT IN ('complete', 'rejected', 'cancelled', 'expired', 'dead_lettered')";

    const string SelectLive =
        """
        SELECT id AS Id, owner AS Owner, idempotency_key AS IdempotencyKey, account AS Account, tag AS Tag, status AS Status,
               broker_order_id AS BrokerOrderId, filled_quantity AS FilledQuantity, sent_at AS SentAt,
               slices AS Slices, operation AS Operation
        FROM orders WHERE
        """;

    public const string LiveOfAll = $"{SelectLive} {Live} ORDER BY seq";

    public const string LiveOfOne = $"{SelectLive} {Live} AND account = @account ORDER BY seq";

    public const string Select =
        """
        SELECT seq AS Seq, id AS Id, owner AS Owner, idempotency_key AS IdempotencyKey, account AS Account, mode AS Mode, status AS Status,
               payload_hash AS PayloadHash, request AS Request, tag AS Tag, broker_order_id AS BrokerOrderId, filled_quantity AS FilledQuantity,
               average_price AS AveragePrice, message AS Message, attempts AS Attempts, resends AS Resends, trading_day AS TradingDay,
               sent_at AS SentAt, absent_at AS AbsentAt, created_at AS CreatedAt, updated_at AS UpdatedAt, version AS Version,
               terms AS Terms, operation AS Operation, modifications AS Modifications, parent_id AS ParentId, slices AS Slices, resolution AS Resolution
        FROM orders
        """;

    public static readonly RowStatement Insert = Inserting("");

    /// <summary>The same where there may be so many orders at most; for a cap that is not set nothing is counted.</summary>
    public static readonly RowStatement InsertCapped = Inserting(
        $"""
        AND (@MostOpen < 0 OR ({CountOpen}) < @MostOpen)
        AND (@MostToday < 0 OR ({CountToday}) < @MostToday)
        AND (@OwnerMostOpen < 0 OR ({CountOpen}{OfOwner}) < @OwnerMostOpen)
        AND (@OwnerMostToday < 0 OR ({CountToday}{OfOwner}) < @OwnerMostToday)
        """);

    public static readonly RowStatement Update = RowStatement.Of<OrderRow>(
        """
        UPDATE orders SET status = @Status, broker_order_id = @BrokerOrderId, filled_quantity = @FilledQuantity, average_price = @AveragePrice,
               message = @Message, attempts = @Attempts, resends = @Resends, sent_at = @SentAt, absent_at = @AbsentAt, updated_at = @UpdatedAt,
               version = @Version, terms = @Terms, operation = @Operation, modifications = @Modifications, resolution = @Resolution,
               trading_day = @TradingDay
        WHERE id = @Id AND version = @Version - 1
        """);

    /// <summary>
    /// What goes with a change was not recorded yet: every version that a row has had left its event. So these statements need not know how the one before them went.
    /// </summary>
    const string Unrecorded =
        """
        EXISTS (SELECT 1 FROM orders WHERE id = @Id AND version >= @Version)
          AND NOT EXISTS (SELECT 1 FROM order_events WHERE order_id = @Id AND version = @Version)
        """;

    /// <summary>A slice is not published: the order that it belongs to is.</summary>
    public static readonly RowStatement Publish = RowStatement.Of<OrderRow>(
        $"INSERT INTO order_outbox (order_id, version, payload) SELECT @Id, @Version, @Payload WHERE @ParentId IS NULL AND {Unrecorded}");

    public static readonly RowStatement RecordOperation = RowStatement.Of<OrderRow>(
        $"""
        INSERT INTO order_operations (order_id, operation_key, operation) SELECT @Id, @OperationKey, @Operation WHERE {Unrecorded}
        ON CONFLICT (order_id, operation_key) DO UPDATE SET operation = excluded.operation
        """);

    /// <summary>The last of a change, because it is what says that the change is recorded.</summary>
    public static readonly RowStatement RecordEvent = RowStatement.Of<OrderRow>(
        $"""
        INSERT INTO order_events (order_id, version, at, status, message, filled_quantity)
        SELECT @Id, @Version, @UpdatedAt, @Status, @Message, @FilledQuantity WHERE {Unrecorded}
        """);

    public const string FindOperation = "SELECT operation FROM order_operations WHERE order_id = @id AND operation_key = @key";

    public const string Slices = Select + " WHERE parent_id = @id ORDER BY seq";

    /// <summary>Units bought less units sold by our orders, with what a person adopted.</summary>
    public const string Positions =
        """
        SELECT account AS Account, instrument AS Instrument, product AS Product, CAST(sum(quantity) AS BIGINT) AS Quantity FROM (
            SELECT account, instrument, product, side * filled_quantity AS quantity FROM orders WHERE filled_quantity > 0 AND slices = 0 AND side <> 0
            UNION ALL SELECT account, instrument, product, quantity FROM position_adjustments) AS fills
        WHERE (@account IS NULL OR account = @account) AND (@instrument IS NULL OR instrument = @instrument)
        GROUP BY account, instrument, product
        """;

    /// <summary>Whether new orders of this account are refused.</summary>
    public const string KillSwitch = "SELECT count(*) FROM kill_switches WHERE engaged = 1 AND scope IN ('*', @Account)";

    /// <summary>Of the row's account. Orders with slices count as their slices, as they do at the broker.</summary>
    public const string CountOpen = $"SELECT count(*) FROM orders WHERE {Live} AND account = @Account AND slices = 0";

    public const string CountToday = "SELECT count(*) FROM orders WHERE account = @Account AND trading_day = @TradingDay AND slices = 0";

    public const string OfOwner = " AND owner = @Owner";

    public const string History =
        """
        SELECT at AS At, status AS Status, message AS Message, filled_quantity AS FilledQuantity FROM
            (SELECT * FROM order_events WHERE order_id = @id ORDER BY version DESC LIMIT 200) AS latest
        ORDER BY version
        """;

    /// <summary>A page of orders, the newest first; slices only among the dead letters.</summary>
    /// <param name="ofOwner">Of <c>@owner</c> alone: word for word what the index <c>orders_by_owner</c> wants, where dead letters are not asked for.</param>
    public static string List(bool ofOwner, bool deadLetters) =>
        $"""
        {Select}
        WHERE {(ofOwner ? "owner = @owner AND " : "")}{(deadLetters ? "slices = 0" : "parent_id IS NULL")} AND seq < @before
              AND (@status IS NULL OR status = @status) AND (@account IS NULL OR account = @account) AND (NOT @onlyLive OR {Live})
        ORDER BY seq DESC LIMIT @limit
        """;

    /// <summary>The one order of a client's key.</summary>
    public const string OfKey = $"{Select} WHERE owner = @owner AND idempotency_key = @key";

    static RowStatement Inserting(string conditions) => RowStatement.Of<OrderRow>(
        $"""
        INSERT INTO orders (id, owner, idempotency_key, account, mode, status, payload_hash, request, tag, broker_order_id, filled_quantity,
                            average_price, message, attempts, resends, trading_day, sent_at, absent_at, created_at, updated_at, version,
                            parent_id, slices, instrument, product, side)
        SELECT @Id, @Owner, @IdempotencyKey, @Account, @Mode, @Status, @PayloadHash, @Request, @Tag, @BrokerOrderId, @FilledQuantity,
               @AveragePrice, @Message, @Attempts, @Resends, @TradingDay, @SentAt, @AbsentAt, @CreatedAt, @UpdatedAt, @Version,
               @ParentId, @Slices, @Instrument, @Product, @Side
        WHERE NOT EXISTS (SELECT 1 FROM kill_switches WHERE engaged = 1 AND scope IN ('*', @Account)) {conditions}
        ON CONFLICT (owner, idempotency_key) DO NOTHING
        """);
}
