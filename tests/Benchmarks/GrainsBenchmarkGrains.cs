using Orleans.Concurrency;

namespace Benchmarks;

/// <summary>A price and a quantity of an instrument at a time in seconds.</summary>
[GenerateSerializer, Immutable, Alias("bench.tick")]
public readonly record struct GrainsTick([property: Id(0)] long Token, [property: Id(1)] double Price, [property: Id(2)] int Quantity, [property: Id(3)] long Seconds);

[Alias("bench.tickable")]
public interface ITicked : IGrainWithIntegerKey
{
    [Alias("tick")]
    Task Tick(GrainsTick tick);
}

[Alias("bench.ticked")]
public interface ITickedGrain : ITicked
{
    /// <summary>Lets the held grains go.</summary>
    [Alias("release")]
    Task Release();
}

[Alias("bench.held")]
public interface IHeldGrain : ITicked
{
    /// <summary>Stays inside until <see cref="ITickedGrain.Release"/>.</summary>
    [OneWay, Alias("hold")]
    Task Hold();
}

/// <summary>Completes at once, as most calls do.</summary>
sealed class TickedGrain : Grain, ITickedGrain
{
    double _last;

    public Task Tick(GrainsTick tick)
    {
        _last = tick.Price;
        return Task.CompletedTask;
    }

    public Task Release()
    {
        HeldGrain.Gate.TrySetResult();
        return Task.CompletedTask;
    }

    public override string ToString() => $"{_last}";
}

/// <summary>Takes ticks while a request waits inside.</summary>
[Reentrant]
sealed class HeldGrain : Grain, IHeldGrain
{
    double _last;

    public static TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Tick(GrainsTick tick)
    {
        _last = tick.Price;
        return Task.CompletedTask;
    }

    public Task Hold() => Gate.Task;

    public override string ToString() => $"{_last}";
}

/// <summary>The same without grains.</summary>
sealed class BareTicked : ITicked
{
    double _last;

    public Task Tick(GrainsTick tick)
    {
        _last = tick.Price;
        return Task.CompletedTask;
    }

    public override string ToString() => $"{_last}";
}
