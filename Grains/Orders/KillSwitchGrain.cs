using System.Collections.Immutable;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Storage;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Grains.Orders;

[GrainType("kill-switch"), Reentrant]
sealed partial class KillSwitchGrain(KillSwitchBoard board, DeskStore desk, IOrderStore orders, TimeProvider time, ILogger<KillSwitchGrain> logger)
    : Grain, IKillSwitchGrain
{
    const int AtOnce = 16;

    /// <summary>A database that does not answer must not keep the answer.</summary>
    static readonly TimeSpan StoreWait = TimeSpan.FromSeconds(2);

    public Task<ImmutableArray<KillSwitchState>> Get() => Task.FromResult(board.Switches.Select(State).ToImmutableArray());

    public async Task<KillSwitchReply> Set(KillSwitchRequest request)
    {
        var row = new KillSwitchRow(request.Account ?? KillSwitchBoard.All, request.Engaged, request.Reason, request.By, time.GetUtcNow());
        board.Set(row);
        LogSet(row.Scope, row.Engaged, row.ChangedBy);
        var stored = await Store(row);
        var cancelling = request is { Engaged: true, CancelOpen: true } ? await CancelOpen(request.Account) : 0;
        return new KillSwitchReply(State(row), stored, cancelling);
    }

    async Task<bool> Store(KillSwitchRow row)
    {
        try
        {
            await desk.Set(row).WaitAsync(StoreWait, time);
            return true;
        }
        catch (Exception failure) when (failure is StorageUnavailableException or TimeoutException)
        {
            LogNotStored(failure, row.Scope);
            return false;
        }
    }

    /// <summary>Asked of every order at its own grain; the answer to this call does not wait for the broker.</summary>
    async Task<int> CancelOpen(string? account)
    {
        try
        {
            var open = (await orders.Live(account)).Where(order => order.Slices == 0).ToArray();
            CancelAll(open).Ignore();
            return open.Length;
        }
        catch (StorageUnavailableException failure)
        {
            LogNotCancelled(failure);
            return 0;
        }
    }

    async Task CancelAll(LiveOrder[] open)
    {
        foreach (var chunk in open.Chunk(AtOnce))
        {
            await Task.WhenAll(chunk.Select(async order =>
            {
                try
                {
                    await GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Order(order.Owner, order.Key)).Cancel();
                }
                catch (Exception failure) when (failure is not OutOfMemoryException)
                {
                    // The others must not stay open because of this one.
                    LogNotCancelled(failure);
                }
            }));
        }
    }

    static KillSwitchState State(KillSwitchRow row) =>
        new(row.Scope == KillSwitchBoard.All ? null : row.Scope, row.Engaged, row.Reason, row.ChangedBy, row.ChangedAt);

    [LoggerMessage(4362, LogLevel.Warning, "Kill switch of {Scope} was set to {Engaged} by {By}")]
    partial void LogSet(string scope, bool engaged, string by);

    [LoggerMessage(4363, LogLevel.Error, "Kill switch of {Scope} could not be stored: it holds until this process ends")]
    partial void LogNotStored(Exception failure, string scope);

    [LoggerMessage(4364, LogLevel.Error, "An open order could not be cancelled by the kill switch")]
    partial void LogNotCancelled(Exception failure);
}
