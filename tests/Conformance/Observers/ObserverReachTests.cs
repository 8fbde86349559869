using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace Conformance.Observers;

public interface IHearer : IGrainObserver
{
    Task Hear(string what);

    [AlwaysInterleave]
    Task HearAtOnce(string what);

    [OneWay]
    Task Fail(string what);
}

public interface ITellerGrain : IGrainWithStringKey
{
    Task Tell(IHearer hearer, string what);

    Task TellAtOnce(IHearer hearer, string what);

    Task TellBadly(IHearer hearer);

    Task<string> TellWithContext(IHearer hearer);
}

[Reentrant]
public sealed class TellerGrain : Grain, ITellerGrain
{
    public Task Tell(IHearer hearer, string what) => hearer.Hear(what);

    public Task TellAtOnce(IHearer hearer, string what) => hearer.HearAtOnce(what);

    public Task TellBadly(IHearer hearer) => hearer.Fail("x");

    public async Task<string> TellWithContext(IHearer hearer)
    {
        RequestContext.Set("k", "from the grain");
        await hearer.Hear("context");
        return $"{RequestContext.Get("k")}";
    }
}

public sealed class ObserverReachTests : IAsyncLifetime
{
    TestSilo _silo = null!;

    ITellerGrain Grain => _silo.Grain<ITellerGrain>();

    Probe Probe => _silo.Probe;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Calls_to_one_observer_run_one_at_a_time_unless_they_always_interleave()
    {
        var hearer = new Hearer(Probe);
        var reference = _silo.Client.CreateObjectReference<IHearer>(hearer);
        var first = Grain.Tell(reference, "1");
        await Probe.Seen("heard 1");
        var second = Grain.Tell(reference, "2");
        Probe.Open("at once");
        await Grain.TellAtOnce(reference, "at once");
        Assert.DoesNotContain("heard 2", Probe.Log);
        Probe.Open("1");
        Probe.Open("2");
        await Task.WhenAll(first, second);
        GC.KeepAlive(hearer);
    }

    [Fact]
    public async Task The_request_context_goes_to_the_observer_and_does_not_come_back()
    {
        var hearer = new Hearer(Probe);
        Probe.Open("context");
        Assert.Equal("from the grain", await Grain.TellWithContext(_silo.Client.CreateObjectReference<IHearer>(hearer)));
        Assert.Contains("context from the grain", Probe.Log);
        GC.KeepAlive(hearer);
    }

    [Fact]
    public async Task The_error_of_an_observer_reaches_a_grain_that_waits_and_no_other()
    {
        var hearer = new Hearer(Probe);
        var reference = _silo.Client.CreateObjectReference<IHearer>(hearer);
        await Grain.TellBadly(reference);
        await Probe.Seen("failing");
        await Assert.ThrowsAsync<FormatException>(() => Grain.Tell(reference, "bad"));
        GC.KeepAlive(hearer);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task Two_references_to_one_object_are_independent()
    {
        var hearer = new Hearer(Probe);
        Probe.Open("x");
        var one = _silo.Client.CreateObjectReference<IHearer>(hearer);
        var two = _silo.Client.CreateObjectReference<IHearer>(hearer);
        _silo.Client.DeleteObjectReference<IHearer>(one);
        await Grain.Tell(two, "x");
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => Grain.Tell(one, "x"));
        GC.KeepAlive(hearer);
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task An_observer_that_nobody_holds_is_gone()
    {
        var reference = Forgotten();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => Grain.Tell(reference, "x"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    IHearer Forgotten() => _silo.Client.CreateObjectReference<IHearer>(new Hearer(Probe));

    sealed class Hearer(Probe probe) : IHearer
    {
        public async Task Hear(string what)
        {
            if (what == "bad")
                throw new FormatException("bad");
            probe.Note($"heard {what}");
            probe.Note($"{what} {RequestContext.Get("k")}");
            await probe.Gate(what);
        }

        public Task HearAtOnce(string what) => Hear(what);

        public Task Fail(string what)
        {
            probe.Note("failing");
            throw new FormatException(what);
        }
    }
}
