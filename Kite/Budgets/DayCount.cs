namespace Kite.Budgets;

/// <summary>Orders of the day in India. The broker counts all of its programs, so the larger of our count and the order book's holds.</summary>
sealed class DayCount(int limit, int reserve, TimeProvider time)
{
    DateOnly _day;
    int _count;

    /// <summary>Zero: there is room. Otherwise how long until the day ends.</summary>
    public TimeSpan Wait(bool exit)
    {
        Roll();
        return _count < (exit ? limit : limit - reserve) ? TimeSpan.Zero : Ist.Midnight(_day.AddDays(1)) - time.GetUtcNow();
    }

    public void Grant()
    {
        Roll();
        _count++;
    }

    public void Return()
    {
        Roll();
        _count = Math.Max(0, _count - 1);
    }

    public void Observe(int rows)
    {
        Roll();
        _count = Math.Max(_count, rows);
    }

    void Roll()
    {
        var today = Ist.DateOf(time.GetUtcNow());
        if (today == _day)
            return;
        _day = today;
        _count = 0;
    }
}
