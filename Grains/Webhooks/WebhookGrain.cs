using System.Diagnostics.CodeAnalysis;
using System.Text;
using Grains.Interfaces;
using Grains.Interfaces.Webhooks;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Secrets;
using Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Grains.Webhooks;

/// <summary>
/// Reads the outbox from where this webhook stands and posts what it asked for, one after the other. Its place is stored after the delivery,
/// so that a crash repeats events and loses none. The queue is the outbox itself, bounded by <see cref="WebhookOptions.MaxLag"/>.
/// </summary>
[GrainType("webhook"), Reentrant, KeepAlive]
[SuppressMessage("Design", "CA1001", Justification = "OnDeactivateAsync disposes it, as grains do.")]
sealed partial class WebhookGrain(
    IWebhookStore store, IOrderOutbox outbox, SecretVault vault, WebhookSender sender, WebhookInstruments instruments, IOptions<WebhookOptions> options,
    IOptions<OrderOptions> orders, TimeProvider time, ILogger<WebhookGrain> logger) : Grain, IWebhookGrain
{
    const int Batch = 64;

    readonly CancellationTokenSource stopping = new();
    string id = "";
    Random jitter = null!;
    Task pumping = Task.CompletedTask;
    bool woken;
    long? position;
    volatile WebhookState state = new(0, 0, 0, 0, null, null);

    public static string Consumer(string id) => "webhook:" + id;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        id = GrainKeys.Body(this.GetPrimaryKeyString());
        jitter = new Random(string.GetHashCode(id, StringComparison.Ordinal));
        instruments.Observe(id, () => state);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Forget(id);
        await stopping.CancelAsync();
        await pumping;
        stopping.Dispose();
    }

    public Task Wake()
    {
        woken = true;
        if (pumping.IsCompleted && !stopping.IsCancellationRequested)
            pumping = Pump();
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        DeactivateOnIdle();
        return stopping.CancelAsync();
    }

    public Task<WebhookState> GetState() => Task.FromResult(state);

    async Task Pump()
    {
        try
        {
            while (woken && !stopping.IsCancellationRequested)
            {
                woken = false;
                if (await store.Find(id) is not { } webhook)
                    return;
                var secret = await vault.Open(WebhookDirectoryGrain.Purpose(id), webhook.Secret, stopping.Token);
                while (await Deliver(webhook, secret))
                {
                    // The next batch.
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The next activation goes on from the stored place.
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The starter wakes it again.
            state = state with { LastFailure = failure is KeyUnavailableException ? failure.Message : "The database does not answer; it is tried again." };
            LogNotRead(failure, id);
        }
    }

    /// <summary>One batch; false when there was nothing.</summary>
    async Task<bool> Deliver(WebhookRecord webhook, string secret)
    {
        var from = position ??= await outbox.Position(Consumer(id));
        from = await DropTooOld(from);
        var changes = await outbox.ReadAfter(from, Batch);
        try
        {
            foreach (var change in changes)
            {
                if (IsWanted(webhook, change.Order))
                    await Deliver(webhook, secret, change);
                position = change.Position;
                state = state with { Lag = Math.Max(0, state.Lag - 1) };
            }
        }
        finally
        {
            if (position > from)
                await outbox.Advance(Consumer(id), position.Value, int.MaxValue);
        }

        return !changes.IsEmpty;
    }

    async Task Deliver(WebhookRecord webhook, string secret, OrderChange change)
    {
        var (eventId, name, body) = (WebhookEvents.Id(change.Position), WebhookEvents.Of(change.Order), WebhookEvents.Write(change, id));
        for (var attempt = 1; ; attempt++)
        {
            var failure = await sender.Send(new Uri(webhook.Url), secret, eventId, name, attempt, body, stopping.Token);
            instruments.OnAttempt(failure is null);
            if (failure is null)
            {
                state = state with { Delivered = state.Delivered + 1, LastDeliveredAt = time.GetUtcNow() };
                return;
            }

            state = state with { LastFailure = failure };
            if (attempt >= options.Value.Attempts)
            {
                LogDeadLetter(id, eventId, attempt, failure);
                await Keep(name, change.Position, change.Position, failure, Encoding.UTF8.GetString(body));
                instruments.OnDeadLettered();
                state = state with { DeadLettered = state.DeadLettered + 1 };
                return;
            }

            await Task.Delay(Wait(attempt), time, stopping.Token);
        }
    }

    /// <summary>A receiver that was away for too long does not get everything since then; what it misses is counted and named.</summary>
    async Task<long> DropTooOld(long from)
    {
        var latest = await outbox.Position(OutboxDrainer.Consumer);
        var most = Math.Min(options.Value.MaxLag, orders.Value.KeepChanges);
        if (latest - from > most)
        {
            var until = latest - most;
            var count = until - from;
            LogDropped(id, count, from + 1, until);
            await Keep("dropped", from + 1, until, $"The webhook was more than {most} changes behind.", null);
            instruments.OnDropped(count);
            state = state with { Dropped = state.Dropped + count };
            position = from = until;
        }

        state = state with { Lag = Math.Max(0, latest - from) };
        return from;
    }

    Task Keep(string name, long first, long last, string reason, string? payload) => store.AddDeadLetter(
        new($"{id}_{first}", id, name, first, last, reason, payload, time.GetUtcNow()), options.Value.KeepDeadLetters);

    TimeSpan Wait(int attempt)
    {
        var whole = Math.Min(options.Value.LongestRetry.Ticks, options.Value.FirstRetry.Ticks << Math.Min(attempt - 1, 20));
        return TimeSpan.FromTicks((whole / 2) + jitter.NextInt64((whole / 2) + 1));
    }

    static bool IsWanted(WebhookRecord webhook, OrderView order) =>
        (webhook.OrdersOf is null || webhook.OrdersOf == order.Owner)
        && (webhook.Events.Contains(WebhookEvents.All) || webhook.Events.Contains(WebhookEvents.Of(order)));

    [LoggerMessage(4401, LogLevel.Warning, "Webhook {Webhook} gave up event {Event} after {Attempts} attempts: {Reason}")]
    partial void LogDeadLetter(string webhook, string @event, int attempts, string reason);

    [LoggerMessage(4402, LogLevel.Warning, "Webhook {Webhook} is too far behind: {Count} changes from {First} to {Last} are dropped")]
    partial void LogDropped(string webhook, long count, long first, long last);

    [LoggerMessage(4403, LogLevel.Warning, "Webhook {Webhook} could not go on; it is tried again")]
    partial void LogNotRead(Exception failure, string webhook);
}
