namespace Kite.Simulator.Market;

/// <summary>Writes quotes and trades into an instrument: bid and ask around fair value, five levels, last trade, volume, open interest.</summary>
internal sealed class Quoting(MarketFacts facts, SeededRandom random)
{
    const double SessionSeconds = 22_500;
    const double IntrinsicSpread = 0.002;
    const double LargestNoise = 0.4;
    const double LargestTolerance = 0.5;
    readonly Smile _smile = new(facts);

    public Smile Smile => _smile;

    public void Future(Instrument future, ExpiryState expiry, DateTimeOffset now, int minute, double seconds, bool due)
    {
        var days = expiry.Years * 365;
        var ticks = days < 35 ? random.Between(1, 6) : random.Between(4, 20);
        var bid = (int)Math.Round((expiry.Forward * 100 / future.TickPaise) - (ticks / 2.0));
        Depth(future, bid, bid + ticks, days < 35 ? 20 : 4);
        future.QuotedForward = expiry.Forward;
        if (due && random.Uniform() < (days < 35 ? 0.7 : 0.1))
            Trade(future, random.Between(1, 8), now, minute, days < 35 ? 1 + (int)(seconds * 8) : 1);
    }

    /// <summary>Quotes an option afresh; <paramref name="due"/> is its own activity, else only its forward has moved.</summary>
    public void Option(Instrument option, ExpiryState expiry, DateTimeOffset now, int minute, bool due)
    {
        var underlying = option.Underlying;
        var days = expiry.Years * 365;
        var x = Smile.Moneyness(expiry, option.Strike);
        var volatility = _smile.Volatility(underlying, expiry, option.Strike);
        var timeValue = OptionMath.OutOfTheMoney(expiry.Forward, option.Strike, expiry.Years, facts.Exchange.Rate, volatility);
        var call = option.Kind == InstrumentKind.Call;
        var intrinsic = Math.Max(0, call ? expiry.Forward - option.Strike : option.Strike - expiry.Forward)
            * Math.Exp(-facts.Exchange.Rate * expiry.Years);
        var round = option.Strike % 500 == 0 ? 1.0 : 1.4;
        var spread = (timeValue * _smile.RelativeSpread(days, x) * underlying.Facts.SpreadScale * round) + (intrinsic * IntrinsicSpread * Math.Min(1, intrinsic / (0.02 * expiry.Forward)));
        if (due)
            option.Noise = ((random.Uniform() * 2) - 1) * Math.Min(Math.Min(0.2 * spread, 0.03 * timeValue), LargestNoise);

        var tick = option.TickPaise / 100.0;
        var ticks = Math.Max(1, (int)Math.Round(spread / tick));
        var bid = (int)Math.Round(((timeValue + intrinsic + option.Noise) / tick) - (ticks / 2.0));
        Depth(option, bid, Math.Max(1, bid + ticks), days < 8 ? 10 : 2);
        var callDelta = OptionMath.RoughCallDelta(expiry.Forward, option.Strike, expiry.Years, volatility);
        option.Delta = call ? callDelta : 1 - callDelta;
        option.QuotedForward = expiry.Forward;
        // A quote is out of date when it is off by a part of its spread, or by so much of its time value that its volatility would mislead.
        option.Tolerance = Math.Clamp(0.35 * spread, tick, Math.Clamp(0.05 + (0.12 * timeValue), tick, LargestTolerance));
        (option.Pace, option.TradeShare) = PaceOf(option, days, x);
        if (due && random.Uniform() < option.TradeShare)
            Trade(option, random.Between(1, 6), now, minute, 1 + (int)(DayVolume(option, days, x) / SessionSeconds / Math.Max(option.Pace, 0.02)));
    }

    /// <summary>A cheap tick: both best sizes change, and every other time a lot trades.</summary>
    public void Touch(Instrument instrument, DateTimeOffset now)
    {
        var draw = random.Next();
        ref var bid = ref instrument.Bids[0];
        ref var ask = ref instrument.Asks[0];
        if (bid.Quantity > 0)
            bid.Quantity = (1 + (int)(draw & 63)) * instrument.Lot;
        if (ask.Quantity > 0)
            ask.Quantity = (1 + (int)((draw >> 8) & 63)) * instrument.Lot;
        instrument.BookVersion++;
        ref var side = ref (draw & 64) == 0 ? ref bid : ref ask;
        if ((draw & 128) == 0 || side.Quantity == 0)
            return;
        instrument.Last = side.Price;
        instrument.LastQuantity = instrument.Lot;
        instrument.Volume += (uint)instrument.Lot;
        instrument.PaidPaise += (double)side.Price * instrument.Lot;
        instrument.Open = instrument.Open == 0 ? side.Price : instrument.Open;
        instrument.High = Math.Max(instrument.High, side.Price);
        instrument.Low = instrument.Low == 0 ? side.Price : Math.Min(instrument.Low, side.Price);
        instrument.LastTradeTime = now.ToUnixTimeSeconds();
    }

    /// <summary>The book of a share around its last price, and a trade.</summary>
    public void Share(Instrument share, DateTimeOffset now, int minute)
    {
        var ticks = share.Last / share.TickPaise;
        Depth(share, ticks - 1, ticks + 1, 200);
        Trade(share, random.Between(1, 50), now, minute, random.Between(1, 20));
        // A share has no open interest.
        share.Oi = share.OiHigh = share.OiLow = 0;
    }

    /// <summary>Contracts that this option trades on a whole day.</summary>
    public double DayVolume(Instrument option, double days, double x) =>
        _smile.DayVolume(days, x, option.Strike % 500 == 0) * option.Underlying.Facts.OiScale * 0.5;

    /// <summary>Ticks a second of its own, and the share of them that are trades.</summary>
    (double Pace, double TradeShare) PaceOf(Instrument option, double days, double x)
    {
        var near = days < 8 ? 1.5 : days < 20 ? 0.6 : 0.25;
        var pace = (near * option.Underlying.Facts.Activity * Math.Exp(-x * x / 6)) + 0.01;
        var trades = DayVolume(option, days, x) / SessionSeconds / 3;
        return (pace, Math.Min(0.7, trades / pace));
    }

    public void Trade(Instrument instrument, int lots, DateTimeOffset now, int minute, int tradesMeanwhile)
    {
        ref var side = ref (random.Next() & 1) == 0 ? ref instrument.Bids[0] : ref instrument.Asks[0];
        if (side.Quantity == 0)
            return;
        var price = side.Price;
        instrument.Last = price;
        instrument.LastQuantity = lots * instrument.Lot;
        // What is sent is conflated: between two packets more trades than the last one have happened.
        var quantity = (uint)(instrument.LastQuantity * Math.Max(1, tradesMeanwhile));
        instrument.Volume += quantity;
        instrument.PaidPaise += (double)price * quantity;
        if (instrument.Open == 0)
            (instrument.Open, instrument.High, instrument.Low) = (price, price, price);
        instrument.High = Math.Max(instrument.High, price);
        instrument.Low = Math.Min(instrument.Low, price);
        instrument.LastTradeTime = now.ToUnixTimeSeconds();
        var change = random.Between(-2, 2) * instrument.Lot;
        instrument.Oi = (uint)Math.Max(0, instrument.Oi + change);
        instrument.OiHigh = Math.Max(instrument.OiHigh, instrument.Oi);
        instrument.OiLow = Math.Min(instrument.OiLow, instrument.Oi);
        instrument.Bars.Add(minute, price, quantity, instrument.Oi);
    }

    /// <summary>Five levels on each side from the best ones outwards; a side whose price would be zero or less is empty.</summary>
    void Depth(Instrument instrument, int bidTicks, int askTicks, int size)
    {
        instrument.BookVersion++;
        for (var i = 0; i < 5; i++)
        {
            instrument.Bids[i] = Level(instrument, bidTicks, size);
            instrument.Asks[i] = Level(instrument, askTicks, size);
            bidTicks -= random.Between(1, 3);
            askTicks += random.Between(1, 3);
        }
    }

    DepthLevel Level(Instrument instrument, int ticks, int size)
    {
        var orders = random.Between(1, 12);
        return ticks <= 0
            ? default
            : new() { Price = ticks * instrument.TickPaise, Quantity = random.Between(1, 4 * size) * instrument.Lot, Orders = (ushort)orders };
    }
}
