using System.Collections.Immutable;
using Grains.Interfaces;
using Grains.Interfaces.Baskets;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Grains.Baskets;

/// <summary>What every basket grain of this silo shares.</summary>
sealed class BasketServices(IBasketStore store, BasketRules rules, BasketMargins margins, ICrashPoints crash, IOptions<BasketOptions> options, TimeProvider time)
{
    public IBasketStore Store => store;

    public BasketRules Rules => rules;

    public BasketMargins Margins => margins;

    public ICrashPoints Crash => crash;

    public BasketOptions Options => options.Value;

    public TimeProvider Time => time;
}

/// <summary>
/// One basket. It keeps no state but its row and asks its legs' orders where they are: what it does next follows from those (<see cref="BasketPlan"/>), so a crash at any moment
/// loses nothing.
/// </summary>
[GrainType("basket")]
sealed partial class BasketGrain(BasketServices services, ILogger<BasketGrain> logger) : Grain, IBasketGrain
{
    static readonly TimeSpan s_soon = TimeSpan.FromSeconds(2);

    static readonly OrderProblem s_databaseDown = OrderRules.Problem(
        "storage_unavailable", null, "The database does not answer: repeat the request with the same key, it has one effect.");

    string _owner = "";
    string _key = "";
    string _id = "";
    IGrainTimer? _timer;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_owner, _key) = OrderIdentity.Split(GrainKeys.Body(this.GetPrimaryKeyString()));
        _id = BasketIdentity.Id(_owner, _key);
        return Task.CompletedTask;
    }

    public Task<BasketReply> Place(BasketRequest request) => Guarded(() => PlaceOnce(request));

    public Task<BasketReply> Cancel() => Guarded(CancelOnce);

    public async Task<BasketView?> Get() => await services.Store.Find(_owner, _key) is { } basket ? View(basket, await Legs(basket)) : null;

    public async Task Wake()
    {
        if (await services.Store.Find(_owner, _key) is { IsDone: false })
            await Advance();
    }

    async Task<BasketReply> PlaceOnce(BasketRequest request)
    {
        var hash = BasketIdentity.PayloadHash(request);
        if (await services.Store.Find(_owner, _key) is not { } basket)
        {
            var check = await services.Rules.Check(_owner, _key, _id, request);
            if (check.Problem is { } problem)
                return new(check.Unavailable ? OrderReplyKind.NotSent : check.NotFound ? OrderReplyKind.NotFound : OrderReplyKind.Invalid, null, problem, check.Unavailable ? s_soon : null);
            var account = check.Account!.Id;
            var margin = services.Options.CheckMargin ? await services.Margins.Check(account, request.Legs, CancellationToken.None) : default;
            if (margin.Problem is { } short_)
                return new(margin.Unavailable ? OrderReplyKind.NotSent : OrderReplyKind.Invalid, null, short_, margin.Unavailable ? s_soon : null);
            await services.Crash.At(CrashPoints.BasketChecked, _key);
            var made = Make(request, hash, account, margin.Required);
            // Another activation, or an earlier attempt whose answer was lost: the row that is there decides.
            if (!await services.Store.Insert(made))
                return await PlaceOnce(request);
            await services.Crash.At(CrashPoints.BasketRecorded, _key);
            LogRecorded(made.Id, made.Request.Kind, made.Request.Legs.Length);
            await Advance();
            return await Stored(OrderReplyKind.Accepted);
        }

        if (basket.PayloadHash != hash)
            return new(OrderReplyKind.Conflict, View(basket, await Legs(basket)), OrderRules.Problem("idempotency_conflict", "idempotency_key", "This idempotency key was used for another basket: use a new key for a new basket."));
        await Advance();
        return await Stored(OrderReplyKind.Replay);
    }

    async Task<BasketReply> CancelOnce()
    {
        while (await services.Store.Find(_owner, _key) is { } basket)
        {
            if (basket.IsDone)
                return await Stored(OrderReplyKind.Replay);
            if (basket.Phase is BasketPhase.Placing or BasketPhase.Working && !await services.Store.Update(Next(basket, BasketPhase.Cancelling, "Cancelled on request.")))
                continue;
            await Advance();
            return await Stored(OrderReplyKind.Accepted);
        }

        return new(OrderReplyKind.NotFound, null, OrderRules.Problem("unknown_basket", "id", "There is no such basket: GET /api/v1/baskets lists yours."));
    }

    BasketRecord Make(BasketRequest request, string hash, string account, decimal? margin)
    {
        var now = services.Time.GetUtcNow();
        return new()
        {
            Id = _id,
            Owner = _owner,
            Key = _key,
            Account = account,
            PayloadHash = hash,
            Request = request with { Legs = [.. request.Legs.Select(leg => leg with { Account = account, RequestedBy = request.RequestedBy })] },
            Phase = BasketPhase.Placing,
            Margin = margin,
            PlaceBy = now + services.Options.PlaceWithin,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
    }

    BasketRecord Next(BasketRecord basket, BasketPhase phase, string? message) =>
        basket with { Phase = phase, Message = message, UpdatedAt = services.Time.GetUtcNow(), Version = basket.Version + 1 };

    async Task<BasketReply> Stored(OrderReplyKind kind)
    {
        var view = await Get();
        return new(kind, kind == OrderReplyKind.Replay ? view! with { Existing = true } : view);
    }

    async Task<BasketReply> Guarded(Func<Task<BasketReply>> work)
    {
        try
        {
            return await work();
        }
        catch (StorageUnavailableException failure)
        {
            LogDatabase(failure, _id);
            return new(OrderReplyKind.NotSent, null, s_databaseDown, s_soon);
        }
    }

    static BasketView View(BasketRecord basket, IReadOnlyList<OrderView?> legs) => new()
    {
        Id = basket.Id,
        ClientBasketId = basket.Key,
        Owner = basket.Owner,
        Account = basket.Account,
        Kind = basket.Request.Kind,
        Status = basket.Phase switch
        {
            BasketPhase.Placing => BasketStatus.Placing,
            BasketPhase.Working => BasketStatus.Working,
            BasketPhase.Complete => BasketStatus.Complete,
            BasketPhase.RolledBack => BasketStatus.RolledBack,
            BasketPhase.Cancelled => BasketStatus.Cancelled,
            _ => BasketStatus.Closing,
        },
        Message = basket.Message,
        Margin = basket.Margin,
        Legs = [.. legs.Select((order, i) => new BasketLeg(i, basket.Request.Legs[i], order))],
        CreatedAt = basket.CreatedAt,
        UpdatedAt = basket.UpdatedAt,
        Version = basket.Version,
    };

    [LoggerMessage(4341, LogLevel.Information, "Basket {Basket} is recorded: {Kind} of {Legs} legs")]
    partial void LogRecorded(string basket, BasketKind kind, int legs);

    [LoggerMessage(4342, LogLevel.Warning, "Basket {Basket} could not reach the database")]
    partial void LogDatabase(Exception failure, string basket);

    [LoggerMessage(4343, LogLevel.Information, "Basket {Basket} went from {From} to {To}: {Message}")]
    partial void LogMoved(string basket, BasketPhase from, BasketPhase to, string? message);
}
