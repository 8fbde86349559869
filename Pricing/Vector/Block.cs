namespace Pricing.Vector;

/// <summary>
/// Scratch memory on the stack for a block of rows, one column after the other: what one pass of a kernel leaves for the next. It fits
/// into a first-level cache, and a short last block is padded with copies of its last row, so that no kernel knows about remainders.
/// </summary>
internal readonly unsafe struct Block(double* memory)
{
    internal const int Rows = 64;

    /// <summary>Doubles to allocate: the columns, and room to align them to a cache line.</summary>
    internal const int Size = Columns * Rows + 8;

    private const int Columns = 24;
    private readonly double* start = (double*)(((nint)memory + 63) & ~63);

    /// <summary>1 for a call, −1 for a put.</summary>
    internal double* Sign => start;

    internal double* Level => start + 1 * Rows;

    internal double* Strike => start + 2 * Rows;

    internal double* Years => start + 3 * Rows;

    internal double* Rate => start + 4 * Rows;

    internal double* Yield => start + 5 * Rows;

    /// <summary>The quoted price, or the volatility.</summary>
    internal double* Value => start + 6 * Rows;

    /// <summary>e^{-qt} and what its rounding left out.</summary>
    internal double* AssetDiscount => start + 7 * Rows;

    internal double* AssetDiscountLow => start + 8 * Rows;

    /// <summary>e^{-rt} and what its rounding left out.</summary>
    internal double* CashDiscount => start + 9 * Rows;

    internal double* CashDiscountLow => start + 10 * Rows;

    /// <summary>ln(F/K).</summary>
    internal double* X => start + 11 * Rows;

    /// <summary>σ√t.</summary>
    internal double* Total => start + 12 * Rows;

    /// <summary>The smaller leg over the price of the out-of-the-money twin.</summary>
    internal double* Ratio => start + 13 * Rows;

    /// <summary>A <see cref="PricingStatus"/>, or <see cref="Fallback"/>.</summary>
    internal double* Code => start + 14 * Rows;

    internal double* Price => start + 15 * Rows;

    internal double* Delta => start + 16 * Rows;

    internal double* Gamma => start + 17 * Rows;

    internal double* Theta => start + 18 * Rows;

    internal double* Vega => start + 19 * Rows;

    internal double* Rho => start + 20 * Rows;

    /// <summary>w (S e^{-qt} − K e^{-rt}).</summary>
    internal double* Intrinsic => start + 21 * Rows;

    internal double* InverseLevel => start + 22 * Rows;

    internal double* RootYears => start + 23 * Rows;

    /// <summary>The code of a row that the scalar path takes.</summary>
    internal const double Fallback = 99;
}
