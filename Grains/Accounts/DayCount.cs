using Grains.Orders;

namespace Grains.Accounts;

/// <summary>Orders of the trading day. The broker counts all of its programs, so the larger of our count and the order book's holds.</summary>
sealed class DayCount(int limit, int reserve, TimeProvider time)
{
    DateOnly day;
    int count;

    /// <summary>Zero: there is room. Otherwise how long until the day ends.</summary>
    public TimeSpan Wait(bool exit)
    {
        Roll();
        return count < (exit ? limit : limit - reserve) ? TimeSpan.Zero : TradingDay.End(day) - time.GetUtcNow();
    }

    public void Grant()
    {
        Roll();
        count++;
    }

    public void Observe(int rows)
    {
        Roll();
        count = Math.Max(count, rows);
    }

    void Roll()
    {
        var today = TradingDay.Of(time.GetUtcNow());
        if (today == day)
            return;
        day = today;
        count = 0;
    }
}
