namespace Kite.Simulator.Market;

/// <summary>The most units that one order may have, by exchange, underlying and date.</summary>
internal sealed record FreezeFacts(FreezeLimit[] Limits)
{
    /// <summary>The latest limit that is in force; an underlying that is not listed has none.</summary>
    public int Of(string exchange, string underlying, DateOnly day) =>
        Limits.LastOrDefault(l => l.Exchange == exchange && l.Underlying == underlying && l.From <= day)?.Quantity ?? int.MaxValue;
}

internal sealed record FreezeLimit(string Exchange, string Underlying, DateOnly From, int Quantity);
