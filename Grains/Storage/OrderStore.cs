using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Grains.Interfaces.Orders;

namespace Grains.Storage;

sealed class OrderStore(TickerDatabase database, OutboxSignal outbox) : IOrderStore
{
    const int MaxPage = 500;

    public Task<OrderRecord?> Find(string owner, string key) =>
        One("WHERE owner = @owner AND idempotency_key = @key", new { owner, key });

    public Task<OrderRecord?> FindById(string id) => One("WHERE id = @id", new { id });

    public Task<bool> Insert(OrderRecord order) => Write(OrderRow.From(order), OrderSql.Insert);

    public Task<bool> Update(OrderRecord order) => Write(OrderRow.From(order), OrderSql.Update);

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
                .Query<OrderRow>(OrderSql.List, new { owner = query.Owner, status, account = query.Account, onlyLive = query.OnlyLive, before, limit = limit + 1 }).AsList();
            var next = rows.Count > limit ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
            return new OrderPage([.. rows.Take(limit).Select(row => row.ToRecord().ToView([]))], next);
        });
    }

    async Task<bool> Write(OrderRow row, string sql)
    {
        var written = await database.WriteAsync(connection => Write(connection, row, sql));
        if (written)
            outbox.Set();
        return written;
    }

    static bool Write(DbConnection connection, OrderRow row, string sql)
    {
        if (connection.Execute(sql, row) == 0)
            return false;
        connection.Execute(OrderSql.Record, row);
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
