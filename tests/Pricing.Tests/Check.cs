using FsCheck;
using FsCheck.Fluent;

namespace Pricing.Tests;

/// <summary>Runs a property on a fixed seed, so that a failure is the same on every machine.</summary>
internal static class Check
{
    public static void All<T>(Arbitrary<T> values, Func<T, bool> holds, int count = 5000) =>
        Prop.ForAll(values, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(20251107, 76001));
}
