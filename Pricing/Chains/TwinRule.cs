namespace Pricing.Chains;

/// <summary>
/// Which volatility a contract's Greeks use: its own where it has one, else that of the same strike's out-of-the-money twin, else none.
/// The contract's own volatility stays NaN: what is borrowed is never shown as its own.
/// </summary>
public static class TwinRule
{
    /// <summary>Fills in, for a chain with both rights of each strike, the volatilities to evaluate Greeks at.</summary>
    /// <param name="strikes">Strikes in index points.</param>
    /// <param name="forward">Forward of the expiry in index points.</param>
    /// <param name="calls">Own volatility of each strike's call, decimal; NaN where there is none.</param>
    /// <param name="puts">Own volatility of each strike's put.</param>
    /// <param name="callVolatilities">Result for the calls; NaN where neither has one. May be <paramref name="calls"/> itself.</param>
    /// <param name="putVolatilities">Result for the puts. May be <paramref name="puts"/> itself.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void Fill(
        ReadOnlySpan<double> strikes, double forward, ReadOnlySpan<double> calls, ReadOnlySpan<double> puts,
        Span<double> callVolatilities, Span<double> putVolatilities)
    {
        var count = strikes.Length;
        if (calls.Length != count || puts.Length != count || callVolatilities.Length != count || putVolatilities.Length != count)
            throw new ArgumentException("Make every column as long as the strikes.");
        for (var i = 0; i < count; i++)
        {
            var (call, put) = (calls[i], puts[i]);
            callVolatilities[i] = double.IsNaN(call) && strikes[i] <= forward ? put : call;
            putVolatilities[i] = double.IsNaN(put) && strikes[i] >= forward ? call : put;
        }
    }

    /// <summary>Each strike's volatility from its out-of-the-money side: the put's below the forward, the call's from it on.</summary>
    /// <param name="strikes">Strikes in index points.</param>
    /// <param name="forward">Forward of the expiry in index points.</param>
    /// <param name="calls">Own volatility of each strike's call, decimal; NaN where there is none.</param>
    /// <param name="puts">Own volatility of each strike's put.</param>
    /// <param name="volatilities">Result; NaN where that side has none.</param>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void OutOfTheMoney(
        ReadOnlySpan<double> strikes, double forward, ReadOnlySpan<double> calls, ReadOnlySpan<double> puts, Span<double> volatilities)
    {
        if (calls.Length != strikes.Length || puts.Length != strikes.Length || volatilities.Length != strikes.Length)
            throw new ArgumentException("Make every column as long as the strikes.");
        for (var i = 0; i < strikes.Length; i++)
            volatilities[i] = strikes[i] < forward ? puts[i] : calls[i];
    }
}
