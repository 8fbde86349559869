namespace Kite.Simulator.Market;

/// <summary>One-minute bars of what was simulated today and on the trading day before, for one instrument. Prices in paise.</summary>
internal sealed class MinuteBars
{
    List<Bar> _today = [];

    public IReadOnlyList<Bar> Today => _today;

    public IReadOnlyList<Bar> Yesterday { get; private set; } = [];

    public void Add(int minute, int price, uint quantity, uint openInterest)
    {
        if (_today.Count > 0 && _today[^1].Minute == minute)
        {
            var bar = _today[^1];
            _today[^1] = bar with
            {
                High = Math.Max(bar.High, price),
                Low = Math.Min(bar.Low, price),
                Close = price,
                Volume = bar.Volume + quantity,
                OpenInterest = openInterest,
            };
            return;
        }

        _today.Add(new(minute, price, price, price, price, quantity, openInterest));
    }

    public void NextDay()
    {
        Yesterday = _today;
        _today = [];
    }
}

/// <param name="Minute">Minutes since the opening; 0 is the candle of 09:15.</param>
internal readonly record struct Bar(int Minute, int Open, int High, int Low, int Close, uint Volume, uint OpenInterest);
