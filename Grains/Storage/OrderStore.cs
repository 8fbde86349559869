using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Grains.Interfaces.Orders;

namespace Grains.Storage;

sealed class OrderStore(TickerDatabase database, OutboxSignal outbox) : IOrderStore
{
    const int MaxPage = 500;

    public Task<OrderRecord?> Find(string owner, string key) =>
        One("WHERE owner = @owner AND idempotency_key = @key", new { owner, key });

    public async Task<OrderRecord?> FindById(string id) =>
        await One("WHERE id = @id", new { id }) ?? await One("WHERE broker_order_id = @id ORDER BY seq DESC LIMIT 1", new { id });

    public async Task<Insertion> Insert(NewOrder order)
    {
        OrderRow[] rows = [OrderRow.From(order.Order), .. order.Slices.Select(OrderRow.From)];
        var done = await database.WriteAsync(connection => Insert(connection, rows, order.Caps));
        if (done == Insertion.Done)
            outbox.Set();
        return done;
    }

    public async Task<bool> Update(OrderRecord order)
    {
        var row = OrderRow.From(order);
        var written = await database.WriteAsync(connection => Write(connection, row, OrderSql.Update));
        if (written)
            outbox.Set();
        return written;
    }

    public Task<OrderOperation?> FindOperation(string id, string key) => database.ReadAsync(connection =>
        connection.ExecuteScalar<string?>(OrderSql.FindOperation, new { id, key }) is { } stored
            ? JsonSerializer.Deserialize<OrderOperation>(stored, Columns.Json)
            : null);

    public Task<ImmutableArray<OrderRecord>> Slices(string id) => database.ReadAsync(connection =>
        connection.Query<OrderRow>(OrderSql.Slices, new { id }).Select(row => row.ToRecord()).ToImmutableArray());

    public Task<ImmutableArray<OrderEvent>> History(string id) => database.ReadAsync(connection =>
        connection.Query<EventRow>(OrderSql.History, new { id })
            .Select(e => new OrderEvent(Columns.ToTime(e.At), OrderStatusText.Parse(e.Status), e.Message, e.FilledQuantity))
            .ToImmutableArray());

    public Task<IReadOnlyList<LiveOrder>> Live(string? account) => database.ReadAsync<IReadOnlyList<LiveOrder>>(connection =>
        [.. connection.Query<OrderRow>(account is null ? OrderSql.LiveOfAll : OrderSql.LiveOfOne, new { account }).Select(row => row.ToLive())]);

    public Task<OrderPage> List(OrderQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MaxPage);
        var before = long.TryParse(query.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : long.MaxValue;
        var status = query.Status is { } wanted ? OrderStatusText.ToText(wanted) : null;
        return database.ReadAsync(connection =>
        {
            // One more than asked for tells whether there is a next page.
            var rows = connection
                .Query<OrderRow>(OrderSql.List, new
                {
                    owner = query.Owner, status, account = query.Account, onlyLive = query.OnlyLive, deadLetters = query.DeadLetters, before, limit = limit + 1,
                }).AsList();
            var next = rows.Count > limit ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
            return new OrderPage([.. rows.Take(limit).Select(row => row.ToRecord().ToView([]))], next);
        });
    }

    /// <summary>Writers take turns, so what is counted here is still so at the commit.</summary>
    static Insertion Insert(DbConnection connection, OrderRow[] rows, ImmutableArray<OrderCap> caps)
    {
        var order = rows[0];
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM orders WHERE owner = @Owner AND idempotency_key = @IdempotencyKey", order) > 0)
            return Insertion.Exists;
        if (connection.ExecuteScalar<long>(OrderSql.KillSwitch, order) > 0)
            return Insertion.KillSwitch;
        var more = Math.Max(1, rows.Length - 1);
        foreach (var cap in caps)
        {
            var of = new { account = cap.Account, owner = cap.Owner, day = order.TradingDay };
            if (cap.Open is { } open && connection.ExecuteScalar<long>(OrderSql.CountOpen, of) + more > open)
                return Insertion.TooManyOpen;
            if (cap.Today is { } today && connection.ExecuteScalar<long>(OrderSql.CountToday, of) + more > today)
                return Insertion.TooManyToday;
        }
        foreach (var row in rows)
        {
            if (!Write(connection, row, OrderSql.Insert))
                throw new InvalidOperationException($"A slice of order {order.Id} is stored without it; restore the database from a backup.");
        }
        return Insertion.Done;
    }

    static bool Write(DbConnection connection, OrderRow row, string sql)
    {
        if (connection.Execute(sql, row) == 0)
            return false;
        connection.Execute(OrderSql.Record, row);
        if (row.OperationKey is not null)
            connection.Execute(OrderSql.RecordOperation, row);
        return true;
    }

    Task<OrderRecord?> One(string where, object parameters) => database.ReadAsync(connection =>
        connection.QueryFirstOrDefault<OrderRow>($"{OrderSql.Select} {where}", parameters)?.ToRecord());

    sealed class EventRow
    {
        public string At { get; set; } = "";
        public string Status { get; set; } = "";
        public string? Message { get; set; }
        public int FilledQuantity { get; set; }
    }
}
