using System.Collections.Concurrent;
using Grains.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grains.Orders;

/// <summary>
/// What this process knows of the kill switches. Reading it waits for nothing, so that it works when all else is overloaded. What another
/// process switched comes within a second; until then the insertion of an order, which looks into the database, refuses.
/// </summary>
sealed partial class KillSwitchBoard(DeskStore store, TimeProvider time, ILogger<KillSwitchBoard> logger) : BackgroundService
{
    /// <summary>The scope of all accounts.</summary>
    public const string All = "*";

    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, KillSwitchRow> switches = new(StringComparer.Ordinal);

    public IReadOnlyList<KillSwitchRow> Switches => [.. switches.Values.OrderBy(row => row.Scope, StringComparer.Ordinal)];

    /// <summary>Why new orders of this account are refused; null: they are not.</summary>
    public KillSwitchRow? Refusing(string account) => Engaged(All) ?? Engaged(account);

    /// <summary>Takes effect here and now; the newest word counts.</summary>
    public void Set(KillSwitchRow row) => switches.AddOrUpdate(row.Scope, row, (_, known) => known.ChangedAt > row.ChangedAt ? known : row);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Read();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Read();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    KillSwitchRow? Engaged(string scope) => switches.TryGetValue(scope, out var row) && row.Engaged ? row : null;

    async Task Read()
    {
        try
        {
            foreach (var row in await store.KillSwitches())
                Set(row);
        }
        catch (StorageUnavailableException failure)
        {
            // Without the database no order is taken either.
            LogNotRead(failure);
        }
    }

    [LoggerMessage(4361, LogLevel.Warning, "The kill switches could not be read; those that are known stay as they are")]
    partial void LogNotRead(Exception failure);
}
