using System.Collections.Immutable;
using Grains.Accounts;
using Grains.Interfaces.Accounts;
using Grains.Interfaces.Orders;
using Grains.Storage;

namespace Grains.Orders;

sealed partial class OrderGrain
{
    async Task<OrderReply> PlaceOnce(OrderRequest request)
    {
        var hash = OrderIdentity.PayloadHash(request);
        if (await ledger.Load() is not { } order)
        {
            var check = await services.Validator.Check(owner, key, request);
            if (check.Problem is { } problem)
            {
                return check.Unavailable
                    ? new OrderReply(OrderReplyKind.NotSent, null, problem, Soon)
                    : new OrderReply(check.NotFound ? OrderReplyKind.NotFound : check.OtherMarket ? OrderReplyKind.Conflict : OrderReplyKind.Invalid, null, problem);
            }
            if (services.KillSwitch.Refusing(check.Account!.Id) is { } refusing)
                return Refused(refusing.Reason);
            await services.Crash.At(CrashPoints.Validated, key);
            var intent = Intent(request, hash, check.Account, check.Largest);
            var permit = intent.Slices > 0 ? null : await PermitAtOnce(intent);
            var caps = services.Limits.Caps(owner, check.Account.Id);
            switch (await Insert(intent, [.. Slices(intent, check.Largest)], caps, permit))
            {
                case Insertion.Done:
                    await services.Crash.At(CrashPoints.AfterIntent, key);
                    return intent.Slices > 0 ? await SendSlices(intent) : await Send(intent, resent: false, permit);
                case Insertion.KillSwitch:
                    return Refused(null);
                case Insertion.TooManyOpen:
                    return Capped("limit_open_orders", $"As many orders are open as the limit of {Text(caps.Min(cap => cap.Open))} allows: cancel one, or wait.");
                case Insertion.TooManyToday:
                    return Capped("limit_orders_per_day", $"As many orders were placed today as the limit of {Text(caps.Min(cap => cap.Today))} allows.");
            }
            order = ledger.Current!;
        }
        if (order.PayloadHash != hash)
        {
            return new OrderReply(OrderReplyKind.Conflict, await View(order), new OrderProblem(
                "idempotency_conflict", "idempotency_key", "This idempotency key was used for another order: use a new key for a new order.", []));
        }
        if (ledger.IsFenced)
            return await Stored(OrderReplyKind.Replay, existing: true);
        if (order.Slices > 0)
            return await SendSlices(order);
        if (order.Status != OrderStatus.IntentRecorded)
            return await Stored(OrderReplyKind.Replay, existing: true);
        if (services.Accounts.Find(order.Account) is { } account && services.Validator.OtherMarket(account) is { } other)
            return await Stored(OrderReplyKind.Conflict, other);
        if (services.Market.TodayOf(order.Mode) is not { } today)
            return await Stored(OrderReplyKind.NotSent, OrderValidator.DateUnknown, Soon);
        if (order.TradingDay < today)
            return await Expire(order, "It was never sent, and its trading day is over: place it with a new key.");
        if (DeadlineOf(order) < Now)
            return await Expire(order, "It was never sent, and its deadline is over: place it with a new key.");
        return await Send(order, resent: false);
    }

    /// <summary>Null: there is no room at this moment, so that the intent is committed before it is waited for.</summary>
    async Task<Permit?> PermitAtOnce(OrderRecord intent)
    {
        await services.Crash.At(CrashPoints.BeforePermit, key);
        var permit = await Account(intent).AcquirePermit(RequestKind.Order);
        if (!permit.Granted)
            return null;
        services.Instruments.OnPermitWaited(intent.Account, TimeSpan.Zero);
        return permit;
    }

    /// <summary>With a permit in hand, that the order is about to be sent is committed with its intent: one flush to disk instead of two.</summary>
    async Task<Insertion> Insert(OrderRecord intent, ImmutableArray<OrderRecord> slices, ImmutableArray<OrderCap> caps, Permit? permit)
    {
        await services.Crash.At(CrashPoints.BeforeIntent, key);
        if (permit is not null)
            await services.Crash.At(CrashPoints.BeforeSubmitting, key);
        var inserted = Insertion.Exists;
        try
        {
            return inserted = await ledger.Insert(new NewOrder(intent, slices, caps) { Sending = permit is null ? null : Submitting(intent) });
        }
        finally
        {
            if (permit is not null && inserted != Insertion.Done)
                await Account(intent).ReturnPermit(RequestKind.Order);
        }
    }

    async Task<OrderReply> Expire(OrderRecord order, string message)
    {
        await ledger.Update(Next(order, OrderStatus.Expired, message));
        TellParent();
        return await Stored(OrderReplyKind.Replay, existing: true);
    }

    OrderRecord Intent(OrderRequest request, string hash, AccountOptions account, int largest)
    {
        var now = Now;
        return new OrderRecord
        {
            Id = OrderIdentity.Id(owner, key),
            Owner = owner,
            Key = key,
            Account = account.Id,
            Mode = account.Mode,
            Status = OrderStatus.IntentRecorded,
            PayloadHash = hash,
            Request = request,
            Tag = OrderIdentity.Tag(owner, key),
            Slices = request.Quantity > largest ? (request.Quantity + largest - 1) / largest : 0,
            TradingDay = services.Market.Today,
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
    }

    /// <summary>Rows of their own, stored with the order that they make up: each is sent as an order of its own, with its own tag.</summary>
    static IEnumerable<OrderRecord> Slices(OrderRecord parent, int largest)
    {
        for (var slice = 1; slice <= parent.Slices; slice++)
        {
            var sliceKey = OrderIdentity.SliceKey(parent.Key, slice);
            var request = parent.Request with { Account = parent.Account, Pool = null, Autoslice = false, Quantity = Math.Min(largest, parent.Request.Quantity - ((slice - 1) * largest)) };
            yield return parent with
            {
                Id = OrderIdentity.Id(parent.Owner, sliceKey),
                Key = sliceKey,
                PayloadHash = OrderIdentity.PayloadHash(request),
                Request = request,
                Tag = OrderIdentity.Tag(parent.Owner, parent.Key, slice),
                ParentId = parent.Id,
                Slices = 0,
            };
        }
    }

    /// <summary>When it may be sent no more; a person who resubmits it means it all the same.</summary>
    static DateTimeOffset? DeadlineOf(OrderRecord order) =>
        order is { Request.DeadlineMs: { } milliseconds, Resolution: null } ? order.CreatedAt.AddMilliseconds(milliseconds) : null;

    static OrderReply Refused(string? reason) => new(OrderReplyKind.Invalid, null, OrderRules.Problem(
        "kill_switch", null, $"New orders are refused: the kill switch is on{(reason is null ? "" : $" ({reason})")}. An operator switches it off."));

    static OrderReply Capped(string code, string message) => new(OrderReplyKind.Invalid, null, OrderRules.Problem(code, null, message));

    static string Text(int? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
