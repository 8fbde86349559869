using Orleans.Concurrency;

namespace Conformance.Calls;

public interface IEchoGrain : IGrainWithStringKey
{
    Task<string> Echo(string text);

    Task<int> Add(int a, int b);

    ValueTask<int> AddValue(int a, int b);

    ValueTask Nothing();

    Task<string> Key();

    Task<string> WaitAndEcho(string gate, string text);

    Task ThrowAtOnce(string message);

    Task<int> ThrowLater(string gate, string message);

    Task<string?> Null();
}

public sealed class EchoGrain(Probe probe) : Grain, IEchoGrain
{
    public Task<string> Echo(string text) => Task.FromResult(text);

    public Task<int> Add(int a, int b) => Task.FromResult(a + b);

    public ValueTask<int> AddValue(int a, int b) => new(a + b);

    public ValueTask Nothing() => default;

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public async Task<string> WaitAndEcho(string gate, string text)
    {
        probe.Note("start " + text);
        await probe.Gate(gate);
        probe.Note("end " + text);
        return text;
    }

    public Task ThrowAtOnce(string message) => throw new InvalidOperationException(message);

    public async Task<int> ThrowLater(string gate, string message)
    {
        await probe.Gate(gate);
        throw new InvalidOperationException(message);
    }

    public Task<string?> Null() => Task.FromResult<string?>(null);
}
