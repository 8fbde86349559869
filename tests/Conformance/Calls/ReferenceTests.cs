using Conformance.Concurrency;
using Orleans.Runtime;

namespace Conformance.Calls;

public interface IKeyedByNumber : IGrainWithIntegerKey
{
    Task<long> Key();
}

public sealed class NumberGrain : Grain, IKeyedByNumber
{
    public Task<long> Key() => Task.FromResult(this.GetPrimaryKeyLong());
}

public interface IKeyedByGuid : IGrainWithGuidKey
{
    Task<Guid> Key();

    Task<IKeyedByGuid> Self();
}

public sealed class GuidGrain : Grain, IKeyedByGuid
{
    public Task<Guid> Key() => Task.FromResult(this.GetPrimaryKey());

    public Task<IKeyedByGuid> Self() => Task.FromResult(this.AsReference<IKeyedByGuid>());
}

public interface ICompound : IGrainWithIntegerCompoundKey
{
    Task<string> Key();
}

public sealed class CompoundGrain : Grain, ICompound
{
    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyLong(out var extension) + " " + extension);
}

public interface IAbsentGrain : IGrainWithStringKey;

public interface IDoubleGrain : IGrainWithStringKey;

public sealed class OneOfTwoGrain : Grain, IDoubleGrain;

public sealed class OtherOfTwoGrain : Grain, IDoubleGrain;

public sealed class ReferenceTests : IAsyncLifetime
{
    static readonly Guid s_id = new("8e8d7d1c-9b3b-4a0e-8d67-000000000001");

    TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Keys_come_back_as_they_were_given()
    {
        Assert.Equal(-42, await _silo.Client.GetGrain<IKeyedByNumber>(-42).Key());
        Assert.Equal(long.MaxValue, await _silo.Client.GetGrain<IKeyedByNumber>(long.MaxValue).Key());
        Assert.Equal(s_id, await _silo.Client.GetGrain<IKeyedByGuid>(s_id).Key());
        Assert.Equal("7 ext", await _silo.Client.GetGrain<ICompound>(7, "ext").Key());
        Assert.Equal("a:b/c ü", await _silo.Grain<IEchoGrain>("a:b/c ü").Key());
        Assert.Equal(-42, _silo.Client.GetGrain<IKeyedByNumber>(-42).GetPrimaryKeyLong());
    }

    [Fact]
    public async Task References_to_one_grain_are_equal()
    {
        var reference = _silo.Client.GetGrain<IKeyedByGuid>(s_id);
        Assert.Equal(reference, await reference.Self());
        Assert.Equal(reference, _silo.Client.GetGrain<IKeyedByGuid>(reference.GetGrainId()));
        Assert.NotEqual(_silo.Grain<IEchoGrain>("a"), _silo.Grain<IEchoGrain>("b"));
        Assert.Equal(_silo.Grain<IEchoGrain>("a").GetHashCode(), _silo.Grain<IEchoGrain>("a").GetHashCode());
        Assert.Equal("echo/a", _silo.Grain<IEchoGrain>("a").GetGrainId().ToString());
    }

    [Fact]
    public async Task A_grain_can_be_had_by_type_and_by_id()
    {
        Assert.Equal("k", await ((IEchoGrain)_silo.Client.GetGrain(typeof(IEchoGrain), "k")).Key());
        Assert.Equal("k", await _silo.Client.GetGrain(GrainId.Create("echo", "k")).AsReference<IEchoGrain>().Key());
        Assert.Equal(3, await ((IKeyedByNumber)_silo.Client.GetGrain(typeof(IKeyedByNumber), 3L)).Key());
    }

    [Fact]
    public void An_interface_without_a_class_is_refused_at_GetGrain() =>
        Assert.Throws<ArgumentException>(() => _silo.Grain<IAbsentGrain>());

    [Fact]
    public void An_ambiguous_interface_is_refused_at_GetGrain() =>
        Assert.Throws<ArgumentException>(() => _silo.Grain<IDoubleGrain>());

    [Fact]
    public void The_class_named_after_the_interface_is_meant_whatever_else_implements_it() =>
        Assert.Equal("plain-gate", _silo.Grain<IGateGrain>().GetGrainId().Type.ToString());

    [Fact]
    public void Empty_keys_are_refused() => Assert.Throws<ArgumentException>(() => _silo.Grain<IEchoGrain>(""));

    [Fact]
    public void Ids_are_written_and_read_as_type_slash_key()
    {
        Assert.Equal(GrainId.Create("t", "a/b"), GrainId.Parse("t/a/b"));
        Assert.False(GrainId.TryParse("no slash", out _));
        Assert.Throws<ArgumentException>(() => GrainId.Parse("no slash"));
        Assert.True(GrainId.Create("a", "x").CompareTo(GrainId.Create("b", "a")) < 0);
        Assert.True(default(GrainId).IsDefault);
    }
}
