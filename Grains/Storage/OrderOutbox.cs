using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Grains.Interfaces.Orders;

namespace Grains.Storage;

/// <summary>Writers take turns, on SQLite and on PostgreSQL, so the positions that the database assigns rise in commit order.</summary>
sealed class OrderOutbox(TickerDatabase database, OutboxSignal signal) : IOrderOutbox
{
    public Task Changed => signal.Next;

    public Task<ImmutableArray<OrderChange>> ReadAfter(long position, int limit) => database.ReadAsync(connection =>
        connection.Query<(long Position, string Payload)>(
                "SELECT position, payload FROM order_outbox WHERE position > @position ORDER BY position LIMIT @limit", new { position, limit })
            .Select(row => new OrderChange(row.Position, JsonSerializer.Deserialize<OrderView>(row.Payload, Columns.Json)!))
            .ToImmutableArray());

    public Task<OrderBounds> Bounds() => database.ReadAsync(connection =>
    {
        var (oldest, latest) = connection.QuerySingle<(long?, long?)>("SELECT min(position), max(position) FROM order_outbox");
        return new OrderBounds(oldest ?? 0, latest ?? 0);
    });

    public Task<long> Position(string consumer) => database.ReadAsync(connection =>
        connection.ExecuteScalar<long?>("SELECT position FROM outbox_positions WHERE consumer = @consumer", new { consumer }) ?? 0);

    public Task Advance(string consumer, long position, int keep) => database.WriteAsync(connection => connection.Execute(
        """
        INSERT INTO outbox_positions (consumer, position) VALUES (@consumer, @position)
        ON CONFLICT (consumer) DO UPDATE SET position = excluded.position WHERE excluded.position > outbox_positions.position;
        DELETE FROM order_outbox WHERE position <= @position - @keep;
        """,
        new { consumer, position, keep }));
}
