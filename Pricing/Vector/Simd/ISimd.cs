namespace Pricing.Vector.Simd;

/// <summary>
/// The few operations on a group of doubles that the kernels are written in. Comparisons give masks: all bits of a lane set, or none.
/// One implementation for each width; the runtime compiles the kernels once for each, with every call inlined.
/// </summary>
internal unsafe interface ISimd<T>
    where T : struct, ISimd<T>
{
    /// <summary>Lanes.</summary>
    static abstract int Count { get; }

    static abstract T Of(double value);

    static abstract T Load(double* source);

    static abstract void Store(double* target, T value);

    static abstract T operator +(T a, T b);

    static abstract T operator -(T a, T b);

    static abstract T operator -(T a);

    static abstract T operator *(T a, T b);

    static abstract T operator /(T a, T b);

    static abstract T operator &(T a, T b);

    static abstract T operator >(T a, T b);

    static abstract T operator <(T a, T b);

    static abstract T operator >=(T a, T b);

    static abstract T operator <=(T a, T b);

    /// <summary>a b + c with one rounding, where the processor has it; elsewhere the runtime computes the same, slowly.</summary>
    static abstract T Fma(T a, T b, T c);

    static abstract T Sqrt(T a);

    static abstract T Abs(T a);

    static abstract T Min(T a, T b);

    static abstract T Max(T a, T b);

    static abstract T Round(T a);

    static abstract T Select(T mask, T yes, T no);

    /// <summary>2^k for whole numbers k from −1022 to 1023.</summary>
    static abstract T PowerOfTwo(T k);

    /// <summary>value = digits · 2^exponent with digits from √½ to √2; for positive, finite, normal values.</summary>
    static abstract T Digits(T value, out T exponent);

    /// <summary>One bit for each lane whose mask is set.</summary>
    static abstract uint Bits(T mask);
}
