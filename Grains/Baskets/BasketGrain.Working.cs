using System.Collections.Immutable;
using Grains.Interfaces;
using Grains.Interfaces.Orders;
using Grains.Orders;
using Grains.Storage;
using Orleans.Runtime;

namespace Grains.Baskets;

sealed partial class BasketGrain
{
    IOrderGrain Leg(int leg) => GrainFactory.GetGrain<IOrderGrain>(GrainKeys.Order(_owner, BasketIdentity.LegKey(_id, leg)));

    async Task<IReadOnlyList<OrderView?>> Legs(BasketRecord basket) => await Task.WhenAll(basket.Request.Legs.Select((_, i) => Leg(i).Get()));

    /// <summary>Takes step after step until there is nothing to do but wait; a timer comes back as long as the basket is not done.</summary>
    async Task Advance()
    {
        try
        {
            while (await services.Store.Find(_owner, _key) is { IsDone: false } basket && await Step(basket))
            {
                // The next step is decided from what is stored by then.
            }
        }
        finally
        {
            await Plan();
        }
    }

    /// <summary>One step; false when the next one has to wait.</summary>
    async Task<bool> Step(BasketRecord basket)
    {
        var plan = new BasketPlan(basket, await Legs(basket), services.Time.GetUtcNow());
        var step = plan.Next();
        if (step.Phase != basket.Phase || step.Message != basket.Message)
        {
            // Before any leg is touched: whoever reads this row after a crash goes on from here.
            if (!await services.Store.Update(Next(basket, step.Phase, step.Message)))
                return true;
            LogMoved(basket.Id, basket.Phase, step.Phase, step.Message);
            await services.Crash.At(CrashPoints.BasketClosing, _key);
            return true;
        }

        if (step.IsIdle)
            return false;
        if (!step.Cancel.IsEmpty)
        {
            var cancels = await Task.WhenAll(step.Cancel.Select(leg => Leg(leg).Cancel()));
            return cancels.Any(reply => reply.Kind == OrderReplyKind.Accepted);
        }

        var replies = await Task.WhenAll(step.Place.Select(leg => Leg(leg).Place(plan.Request(leg))));
        await services.Crash.At(CrashPoints.BasketLegPlaced, _key);
        // Refused before it was stored: its order will never say so.
        if (Array.FindIndex(replies, reply => reply is { Kind: OrderReplyKind.Invalid or OrderReplyKind.NotFound or OrderReplyKind.Conflict, Order: null }) is var refused and >= 0)
        {
            var latest = await services.Store.Find(_owner, _key);
            if (latest is { Phase: BasketPhase.Placing or BasketPhase.Working })
                await services.Store.Update(Next(latest, BasketPhase.RollingBack, $"Leg {step.Place[refused]} was refused: {replies[refused].Problem?.Message}"));
            return true;
        }

        return replies.All(reply => reply.Kind != OrderReplyKind.NotSent);
    }

    async Task Plan()
    {
        var isDone = true;
        try
        {
            isDone = await services.Store.Find(_owner, _key) is null or { IsDone: true };
        }
        catch (StorageUnavailableException failure)
        {
            LogDatabase(failure, _id);
            isDone = false;
        }

        if (isDone)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }

        _timer ??= this.RegisterGrainTimer(OnTimer, new GrainTimerCreationOptions(services.Options.Look, services.Options.Look) { KeepAlive = true });
    }

    async Task OnTimer()
    {
        try
        {
            await Advance();
        }
        catch (StorageUnavailableException failure)
        {
            LogDatabase(failure, _id);
        }
    }
}
