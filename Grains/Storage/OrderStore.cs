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
        One(OrderSql.OfKey, new { owner, key });

    public async Task<OrderRecord?> FindById(string id) =>
        await One($"{OrderSql.Select} WHERE id = @id", new { id }) ?? await One($"{OrderSql.Select} WHERE broker_order_id = @id ORDER BY seq DESC LIMIT 1", new { id });

    public async Task<Insertion> Insert(NewOrder order)
    {
        List<StatementRun>[] rows = [Inserting(order), .. order.Slices.Select(slice => Changing(OrderSql.Insert, OrderRow.From(slice)))];
        // One order is known beforehand; where that changes nothing, the reason is looked for.
        var done = rows is [var only] && await database.WriteAsync(only)
            ? Insertion.Done
            : await database.WriteAsync(connection => Insert(connection, rows));
        if (done == Insertion.Done)
            outbox.Set();
        return done;
    }

    public async Task<bool> Update(OrderRecord order)
    {
        var written = await database.WriteAsync(Changing(OrderSql.Update, OrderRow.From(order)));
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
                .Query<OrderRow>(OrderSql.List(query.Owner is not null, query.DeadLetters), new
                {
                    owner = query.Owner, status, account = query.Account, onlyLive = query.OnlyLive, before, limit = limit + 1,
                }).AsList();
            var next = rows.Count > limit ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
            return new OrderPage([.. rows.Take(limit).Select(row => row.ToRecord().ToView([]))], next);
        });
    }

    /// <summary>Writers take turns, so what is counted here is still so at the commit.</summary>
    static Insertion Insert(DbConnection connection, List<StatementRun>[] rows)
    {
        var order = (OrderRow)rows[0][0].Row;
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM orders WHERE owner = @Owner AND idempotency_key = @IdempotencyKey", order) > 0)
            return Insertion.Exists;
        if (connection.ExecuteScalar<long>(OrderSql.KillSwitch, order) > 0)
            return Insertion.KillSwitch;
        var more = Math.Max(1, rows.Length - 1);
        if (IsAbove(order.MostOpen, OrderSql.CountOpen) || IsAbove(order.OwnerMostOpen, OrderSql.CountOpen + OrderSql.OfOwner))
            return Insertion.TooManyOpen;
        if (IsAbove(order.MostToday, OrderSql.CountToday) || IsAbove(order.OwnerMostToday, OrderSql.CountToday + OrderSql.OfOwner))
            return Insertion.TooManyToday;
        foreach (var row in rows)
        {
            if (connection.Execute(row[0].Statement.Sql, row[0].Row) == 0)
                throw new InvalidOperationException($"A slice of order {order.Id} is stored without it; restore the database from a backup.");
            foreach (var (statement, of) in row.Skip(1))
                connection.Execute(statement.Sql, of);
        }
        return Insertion.Done;

        bool IsAbove(int most, string count) => most >= 0 && connection.ExecuteScalar<long>(count, order) + more > most;
    }

    /// <summary>The row as it is in the end, with what goes with each version that it has had by then.</summary>
    static List<StatementRun> Inserting(NewOrder order)
    {
        // Slices are counted together, before any of them is stored.
        var insert = order.Caps.IsEmpty || !order.Slices.IsEmpty ? OrderSql.Insert : OrderSql.InsertCapped;
        var stored = OrderRow.From(order.Stored, order.Caps);
        return order.Sending is null ? Changing(insert, stored) : [insert.With(stored), .. Recording(OrderRow.From(order.Order)), .. Recording(stored)];
    }

    /// <summary>A change of a row with all that goes with it.</summary>
    static List<StatementRun> Changing(RowStatement change, OrderRow row) => [change.With(row), .. Recording(row)];

    static List<StatementRun> Recording(OrderRow row) => row.OperationKey is null
        ? [OrderSql.Publish.With(row), OrderSql.RecordEvent.With(row)]
        : [OrderSql.Publish.With(row), OrderSql.RecordOperation.With(row), OrderSql.RecordEvent.With(row)];

    Task<OrderRecord?> One(string select, object parameters) => database.ReadAsync(connection =>
        connection.QueryFirstOrDefault<OrderRow>(select, parameters)?.ToRecord());

    sealed class EventRow
    {
        public string At { get; set; } = "";
        public string Status { get; set; } = "";
        public string? Message { get; set; }
        public int FilledQuantity { get; set; }
    }
}
