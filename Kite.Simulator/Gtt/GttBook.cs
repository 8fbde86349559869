using System.Globalization;
using Kite.Simulator.Orders;
using Kite.Simulator.Rest;

namespace Kite.Simulator.Gtt;

/// <summary>
/// The broker watches the last price and places an ordinary order when a trigger is reached; it is no stop of the exchange's. The world's lock
/// guards it.
/// </summary>
internal sealed class GttBook(World world)
{
    const int MostActive = 250;
    static readonly TimeSpan s_shown = TimeSpan.FromDays(7);
    readonly SortedDictionary<int, GttTrigger> _triggers = [];
    int _last = 100_000;

    public int Place(string userId, GttRequest request)
    {
        if (_triggers.Values.Count(t => t.UserId == userId && t.Status == GttStatus.Active) >= MostActive)
            throw ApiException.Input(string.Create(CultureInfo.InvariantCulture, $"Maximum {MostActive} active triggers are allowed."));
        var now = world.Market.Now;
        var trigger = new GttTrigger
        {
            Id = ++_last,
            UserId = userId,
            Type = request.Type,
            CreatedAt = now,
            UpdatedAt = now,
            ExpiresAt = request.Instrument.IsSpot ? now.AddYears(1) : world.Market.Calendar.Close(request.Instrument.Expiry),
            Status = GttStatus.Active,
            Condition = request.Condition,
            Legs = request.Legs,
        };
        Keep(trigger);
        return trigger.Id;
    }

    public int Modify(string userId, string id, GttRequest request)
    {
        var old = Active(userId, id);
        if (old.Condition.Token != request.Condition.Token)
            throw ApiException.Input("A trigger's instrument cannot be changed.");
        Keep(old with { Type = request.Type, Condition = request.Condition, Legs = request.Legs, UpdatedAt = world.Market.Now });
        return old.Id;
    }

    public int Delete(string userId, string id)
    {
        var old = Active(userId, id);
        Keep(old with { Status = GttStatus.Deleted, UpdatedAt = world.Market.Now });
        return old.Id;
    }

    public GttTrigger Find(string userId, string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && _triggers.TryGetValue(number, out var trigger) && trigger.UserId == userId
            ? trigger
            : throw new ApiException(404, "GeneralException", "Trigger not found.");

    /// <summary>The active ones, and what changed in the last seven days.</summary>
    public IEnumerable<GttTrigger> Of(string userId) => _triggers.Values.Where(t =>
        t.UserId == userId && (t.Status == GttStatus.Active || t.UpdatedAt >= world.Market.Now - s_shown));

    /// <summary>Everything, for a new journal.</summary>
    public IEnumerable<GttTrigger> All => _triggers.Values;

    public void Restore(GttTrigger trigger)
    {
        _triggers[trigger.Id] = trigger;
        _last = Math.Max(_last, trigger.Id);
    }

    /// <summary>Fires what has been reached.</summary>
    public void Turn()
    {
        foreach (var trigger in _triggers.Values.Where(static t => t.Status == GttStatus.Active).ToList())
        {
            var last = (world.Market.Find(trigger.Condition.Token)?.Last ?? 0) / 100m;
            if (last > 0 && Reached(trigger, last) is >= 0 and var leg)
                Fire(trigger, leg, last);
        }
    }

    /// <summary>Contracts that expired take their triggers with them.</summary>
    public void EndDay(DateTimeOffset now)
    {
        foreach (var trigger in _triggers.Values.Where(t => t.Status == GttStatus.Active && t.ExpiresAt <= now).ToList())
            Keep(trigger with { Status = GttStatus.Expired, UpdatedAt = now });
    }

    static int Reached(GttTrigger trigger, decimal last)
    {
        var values = trigger.Condition.TriggerValues;
        if (trigger.Type == "two-leg")
            return last <= values[0] ? 0 : last >= values[1] ? 1 : -1;
        return (values[0] > trigger.Condition.LastPrice ? last >= values[0] : last <= values[0]) ? 0 : -1;
    }

    void Fire(GttTrigger trigger, int number, decimal last)
    {
        var (leg, condition) = (trigger.Legs[number], trigger.Condition);
        var (order, reason) = ("", (string?)null);
        try
        {
            world.CountOrder(trigger.UserId);
            order = world.Orders.Place(new(
                trigger.UserId, "regular", condition.Exchange, condition.Symbol, leg.TransactionType, "LIMIT", leg.Product, leg.Quantity,
                leg.Price, 0, "DAY", 0, 0, 0, null, AutoSlice: false));
        }
        catch (ApiException e)
        {
            reason = e.Message;
        }

        var legs = trigger.Legs.ToArray();
        legs[number] = leg with { Result = new(world.Market.Now, last, order, reason) };
        Keep(trigger with { Status = GttStatus.Triggered, UpdatedAt = world.Market.Now, Legs = legs });
    }

    GttTrigger Active(string userId, string id)
    {
        var trigger = Find(userId, id);
        return trigger.Status == GttStatus.Active ? trigger : throw ApiException.Input($"The trigger is {trigger.Status} and cannot be changed.");
    }

    void Keep(GttTrigger trigger)
    {
        // First the journal: a trigger that cannot be kept is not taken.
        world.Journal.Append(new() { Gtt = trigger });
        _triggers[trigger.Id] = trigger;
    }
}
