namespace Conformance.Concurrency;

public interface IChainGrain : IGrainWithStringKey
{
    Task CallSelf(IChainGrain self);

    Task CallSelfInSection(IChainGrain self);

    Task CallSelfAfterSection(IChainGrain self);

    Task CallSelfSuppressed(IChainGrain self);

    Task<int> Around(IReadOnlyList<IChainGrain> ring, int depth);

    Task Nothing();
}

public sealed class ChainGrain(Probe probe) : Grain, IChainGrain
{
    public Task CallSelf(IChainGrain self) => Noted(self.Nothing());

    public async Task CallSelfInSection(IChainGrain self)
    {
        using (RequestContext.AllowCallChainReentrancy())
            await self.Nothing();
    }

    public Task CallSelfAfterSection(IChainGrain self)
    {
        using (RequestContext.AllowCallChainReentrancy())
        {
        }

        return Noted(self.Nothing());
    }

    public async Task CallSelfSuppressed(IChainGrain self)
    {
        using (RequestContext.AllowCallChainReentrancy())
        {
            using (RequestContext.SuppressCallChainReentrancy())
                await Noted(self.Nothing());
        }
    }

    public async Task<int> Around(IReadOnlyList<IChainGrain> ring, int depth)
    {
        if (depth == 0)
            return 0;
        using (RequestContext.AllowCallChainReentrancy())
            return 1 + await ring[depth % ring.Count].Around(ring, depth - 1);
    }

    public Task Nothing() => Task.CompletedTask;

    Task Noted(Task call)
    {
        probe.Note("called");
        return call;
    }
}

public sealed class CallChainTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    IChainGrain Grain => _silo.Grain<IChainGrain>();

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public Task A_call_to_oneself_ends_with_the_response_timeout() => TimesOut(Grain.CallSelf(Grain));

    [Fact]
    public Task A_section_lets_a_call_to_oneself_in() => Grain.CallSelfInSection(Grain);

    [Fact]
    public Task A_section_ends_when_it_is_disposed() => TimesOut(Grain.CallSelfAfterSection(Grain));

    [Fact]
    public Task Suppressing_closes_the_section_for_calls_inside() => TimesOut(Grain.CallSelfSuppressed(Grain));

    [Fact]
    public async Task A_ring_of_grains_in_one_section_goes_round_many_times() =>
        Assert.Equal(60, await Grain.Around([Grain, _silo.Grain<IChainGrain>("2"), _silo.Grain<IChainGrain>("3")], 60));

    [Fact]
    public async Task After_a_timeout_the_grain_takes_requests_again()
    {
        await TimesOut(Grain.CallSelf(Grain));
        await Grain.Nothing();
    }

    async Task TimesOut(Task call)
    {
        await _silo.Probe.Seen("called");
        _silo.Time.Advance(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }
}
