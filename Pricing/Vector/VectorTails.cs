using System.Runtime.CompilerServices;
using Pricing.Vector.Simd;

namespace Pricing.Vector;

/// <summary>
/// H(z) = e^{z²/2} Φ(−z) as in <see cref="Kernels.MillsKernel"/>, fitted from −1 on: one formula then serves options on both sides of the
/// money, and there is no branch to take apart. Always two at a time, since every option needs two: they share the constants and a division.
/// </summary>
/// <remarks>
/// (1 + 0.8 z) H(z) is a polynomial in y = (z − 3)/(z + 6): interpolation at the Chebyshev points of −1 ≤ z ≤ 40 in 60-digit
/// arithmetic, coefficients rounded to double; relative error of the rounded fit 6e-17. Positive and falling up to z = 100.
/// </remarks>
internal readonly struct VectorTails<T>
    where T : struct, ISimd<T>
{
    /// <summary>
    /// How far below zero the kernels go: at −1 the fit's rounding is 8 units, at this 2. Options beyond (σ√t above 1.3 at the money) go
    /// through the scalar path.
    /// </summary>
    internal const double Least = -0.65;

    private readonly T nearSeries;
    private readonly T farSeries;
    private readonly T nearWeight;
    private readonly T farWeight;
    private readonly T inverse;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal VectorTails(T near, T far)
    {
        var nearSix = near + T.Of(6);
        var farSix = far + T.Of(6);
        var both = T.Of(1) / (nearSix * farSix);
        var y = (near - T.Of(3)) * farSix * both;
        var v = (far - T.Of(3)) * nearSix * both;
        nearSeries = Series(y, v, out farSeries);
        nearWeight = T.Fma(near, T.Of(0.8), T.Of(1));
        farWeight = T.Fma(far, T.Of(0.8), T.Of(1));
        inverse = T.Of(1) / (nearWeight * farWeight);
    }

    /// <summary>H(near).</summary>
    internal T Near
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => nearSeries * farWeight * inverse;
    }

    /// <summary>H(far).</summary>
    internal T Far
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => farSeries * nearWeight * inverse;
    }

    /// <summary>H(near) − H(far), rounded less than the difference of the two.</summary>
    internal T Difference
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => T.Fma(nearSeries, farWeight, -(farSeries * nearWeight)) * inverse;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Series(T y, T v, out T far)
    {
        var y2 = y * y;
        var v2 = v * v;
        var c = T.Of(-3.1002933864015834e-07);
        var even = T.Fma(T.Of(4.1056191509177536e-08), y2, c);
        var evenFar = T.Fma(T.Of(4.1056191509177536e-08), v2, c);
        c = T.Of(-1.95662174015696e-06);
        var odd = T.Fma(T.Of(2.3101517707457944e-07), y2, c);
        var oddFar = T.Fma(T.Of(2.3101517707457944e-07), v2, c);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, 1.5881436854418027e-06, 1.0421973671621127e-05);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, -9.3274175790074312e-06, -4.8085920294122306e-05);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, 6.8783887256159069e-05, 0.00019362103888361212);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, -0.00053492181026055857, -0.00038650373653592536);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, 0.0035580806297384137, -0.0046004984936266445);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, -0.010554160595654975, 0.06040687363559321);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, -0.15004476705452346, 0.25353124152497375);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, -0.31790554814590188, 0.29523118601284409);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, -0.18034333808282019, 0.020436893162241281);
        Next(ref even, ref evenFar, ref odd, ref oddFar, y2, v2, 0.11474974900252774, -0.17775289308318501);
        c = T.Of(0.41314742440891139);
        far = T.Fma(T.Fma(evenFar, v, oddFar), v, c);
        return T.Fma(T.Fma(even, y, odd), y, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(ref T even, ref T evenFar, ref T odd, ref T oddFar, T y2, T v2, double toEven, double toOdd)
    {
        var c = T.Of(toEven);
        even = T.Fma(even, y2, c);
        evenFar = T.Fma(evenFar, v2, c);
        c = T.Of(toOdd);
        odd = T.Fma(odd, y2, c);
        oddFar = T.Fma(oddFar, v2, c);
    }
}
