namespace Grains.Chains;

/// <summary>Epochs of this silo's chain activations: the time in milliseconds, and rising where the clock stands still or goes back.</summary>
internal sealed class ChainEpochs(TimeProvider time)
{
    long last;

    public long Next()
    {
        while (true)
        {
            var before = Volatile.Read(ref last);
            var next = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), before + 1);
            if (Interlocked.CompareExchange(ref last, next, before) == before)
                return next;
        }
    }
}
