using System.Globalization;
using Dapper;

namespace Grains.Storage;

/// <summary>Units held by an account in one instrument and product: bought less sold.</summary>
sealed record HeldPosition(string Account, string Instrument, string Product, long Quantity);

/// <summary>A kill switch as it stands: of one account, or of all with scope <c>*</c>.</summary>
sealed record KillSwitchRow(string Scope, bool Engaged, string? Reason, string ChangedBy, DateTimeOffset ChangedAt);

/// <summary>What the desk keeps beside orders: positions as our fills and adoptions make them, and kill switches.</summary>
sealed class DeskStore(TickerDatabase database, TimeProvider time)
{
    /// <summary>Of one account or all, of one instrument (<c>NFO:NIFTY25NOV25000CE</c>) or all; what is even is left out.</summary>
    public Task<IReadOnlyList<HeldPosition>> Positions(string? account, string? instrument) => database.ReadAsync<IReadOnlyList<HeldPosition>>(connection =>
        [.. connection.Query<(string Account, string Instrument, string Product, long Quantity)>(OrderSql.Positions, new { account, instrument })
            .Where(row => row.Quantity != 0).Select(row => new HeldPosition(row.Account, row.Instrument, row.Product, row.Quantity))]);

    /// <summary>Takes the broker's word for a position: from here on the difference counts as ours.</summary>
    public Task<int> Adjust(string account, string instrument, string product, long by, string changedBy)
    {
        var at = Columns.Time(time.GetUtcNow());
        return database.WriteAsync(connection => connection.Execute(
            """
            INSERT INTO position_adjustments (account, instrument, product, quantity, changed_by, changed_at)
            VALUES (@account, @instrument, @product, @by, @changedBy, @at)
            ON CONFLICT (account, instrument, product) DO UPDATE SET quantity = position_adjustments.quantity + excluded.quantity,
                changed_by = excluded.changed_by, changed_at = excluded.changed_at
            """,
            new { account, instrument, product, by, changedBy, at }));
    }

    public Task<IReadOnlyList<KillSwitchRow>> KillSwitches() => database.ReadAsync<IReadOnlyList<KillSwitchRow>>(connection =>
        [.. connection.Query<(string Scope, long Engaged, string? Reason, string By, string At)>("SELECT scope, engaged, reason, changed_by, changed_at FROM kill_switches ORDER BY scope")
            .Select(row => new KillSwitchRow(row.Scope, row.Engaged == 1, row.Reason, row.By, Columns.ToTime(row.At)))]);

    public Task<int> Set(KillSwitchRow row) => database.WriteAsync(connection => connection.Execute(
        """
        INSERT INTO kill_switches (scope, engaged, reason, changed_by, changed_at) VALUES (@Scope, @Engaged, @Reason, @ChangedBy, @ChangedAt)
        ON CONFLICT (scope) DO UPDATE SET engaged = excluded.engaged, reason = excluded.reason, changed_by = excluded.changed_by, changed_at = excluded.changed_at
        """,
        new { row.Scope, Engaged = row.Engaged ? 1 : 0, row.Reason, row.ChangedBy, ChangedAt = Columns.Time(row.ChangedAt) }));

    /// <summary>Broker ids and tags of this account's orders since a day: what in the broker's book is ours.</summary>
    public Task<IReadOnlySet<string>> Known(string account, DateOnly since) => database.ReadAsync<IReadOnlySet<string>>(connection =>
        connection.Query<(string? Id, string Tag)>(
                "SELECT broker_order_id, tag FROM orders WHERE account = @account AND trading_day >= @since", new { account, since = since.ToString("O", CultureInfo.InvariantCulture) })
            .SelectMany(row => new[] { row.Id, row.Tag }).OfType<string>().ToHashSet(StringComparer.Ordinal));
}
