using System.Collections.Concurrent;

namespace Conformance.Concurrency;

public interface IStressGrain : IGrainWithStringKey
{
    Task Count(int sender, int number, bool yield, bool end);
}

/// <summary>What arrived, over all activations of a grain.</summary>
public sealed class StressLog
{
    public static ConcurrentDictionary<string, StressLog> All { get; } = new();

    public Dictionary<int, int> Last { get; } = [];

    public int Inside { get; set; }

    public string? Error { get; set; }
}

public sealed class StressGrain : Grain, IStressGrain
{
    int _inside;

    public async Task Count(int sender, int number, bool yield, bool end)
    {
        var log = StressLog.All[this.GetPrimaryKeyString()];
        if (Interlocked.Increment(ref _inside) != 1)
            log.Error = "two requests of a plain grain ran together";
        if (log.Last.GetValueOrDefault(sender, -1) != number - 1)
            log.Error = $"sender {sender}: {number} came after {log.Last.GetValueOrDefault(sender, -1)}";
        log.Last[sender] = number;
        if (yield)
            await Task.Yield();
        if (end)
            DeactivateOnIdle();
        Interlocked.Decrement(ref _inside);
    }
}

public sealed class StressTests
{
    [Trait("Host", "Embedded")]
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_call_is_lost_doubled_or_out_of_order_while_activations_come_and_go(int seed)
    {
        const int Senders = 6;
        const int Calls = 4_000;
        await using var silo = await TestSilo.Start();
        var key = $"stress {seed}";
        var log = StressLog.All[key] = new StressLog();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var random = new Random((seed * 100) + sender);
            var grain = silo.Grain<IStressGrain>(key);
            var pending = new List<Task>();
            for (var i = 0; i < Calls; i++)
            {
                pending.Add(grain.Count(sender, i, random.Next(4) == 0, random.Next(50) == 0));
                if (random.Next(8) == 0)
                {
                    await Task.WhenAll(pending);
                    pending.Clear();
                }
            }

            await Task.WhenAll(pending);
        }))).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Null(log.Error);
        Assert.All(Enumerable.Range(0, Senders), sender => Assert.Equal(Calls - 1, log.Last[sender]));
    }
}
