using Kite.Simulator.Persistence;

namespace Kite.Simulator.Orders;

/// <summary>How many placements each user tried on the simulated day; refused ones count. It survives a restart. The world's lock guards it.</summary>
internal sealed class DailyOrders(World world)
{
    readonly Dictionary<string, (DateOnly Day, int Count)> _counts = [];

    /// <summary>Counts one more and returns the day's count.</summary>
    public int Add(string userId)
    {
        var (day, count) = _counts.GetValueOrDefault(userId);
        count = day == world.Market.Today ? count + 1 : 1;
        _counts[userId] = (world.Market.Today, count);
        world.Journal.Append(new() { OrderCount = new(userId, world.Market.Today, count) });
        return count;
    }

    public int Of(string userId) => _counts.TryGetValue(userId, out var c) && c.Day == world.Market.Today ? c.Count : 0;

    public void Restore(OrderCountEntry entry) => _counts[entry.UserId] = (entry.Day, entry.Count);
}
