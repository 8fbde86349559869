using FsCheck;
using FsCheck.Fluent;

namespace Grains.Tests.Market.Support;

/// <summary>Runs a property on a fixed seed, so that a failure is the same on every machine.</summary>
static class Seeded
{
    public static void All<T>(Arbitrary<T> values, Func<T, bool> holds, int count = 1000) =>
        Prop.ForAll(values, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithQuietOnSuccess(true).WithReplay(20251120, 76003));
}
