namespace Conformance.Calls;

public interface IGuidCompound : IGrainWithGuidCompoundKey
{
    Task<string> Key();
}

public sealed class GuidCompoundGrain : Grain, IGuidCompound
{
    public Task<string> Key() => Task.FromResult(this.GetPrimaryKey(out var extension).ToString("N") + " " + extension);
}

public sealed class KeyTests : IAsyncLifetime
{
    static readonly Guid s_id = new("8e8d7d1c-9b3b-4a0e-8d67-000000000001");

    TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.Start();

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task A_compound_key_has_both_parts()
    {
        Assert.Equal($"{s_id:N} ext", await _silo.Client.GetGrain<IGuidCompound>(s_id, "ext").Key());
        Assert.Equal(s_id, _silo.Client.GetGrain<IGuidCompound>(s_id, "ext").GetPrimaryKey(out var extension));
        Assert.Equal("ext", extension);
        Assert.Equal(7, _silo.Client.GetGrain<ICompound>(7, "x").GetPrimaryKeyLong(out extension));
        Assert.Equal("x", extension);
    }

    [Fact]
    public async Task A_guid_can_be_given_with_the_type_of_the_interface()
    {
        Assert.Equal(s_id, await ((IKeyedByGuid)_silo.Client.GetGrain(typeof(IKeyedByGuid), s_id)).Key());
    }

    [Trait("Host", "Embedded")]
    [Fact]
    public async Task A_compound_key_can_be_given_with_the_type_of_the_interface()
    {
        Assert.Equal($"{s_id:N} ext", await ((IGuidCompound)_silo.Client.GetGrain(typeof(IGuidCompound), s_id, "ext")).Key());
        Assert.Equal("7 ext", await ((ICompound)_silo.Client.GetGrain(typeof(ICompound), 7, "ext")).Key());
    }

    [Fact]
    public void A_key_of_another_kind_is_refused_when_it_is_read()
    {
        Assert.Throws<ArgumentException>(() => _silo.Grain<IEchoGrain>("no number").GetGrainId().GetIntegerKey());
        Assert.Throws<ArgumentException>(() => _silo.Grain<IEchoGrain>("no guid").GetGrainId().GetGuidKey());
        Assert.False(_silo.Grain<IEchoGrain>("no guid").GetGrainId().TryGetGuidKey(out _, out _));
    }

    [Fact]
    public void Keys_of_numbers_and_guids_are_written_as_Orleans_writes_them()
    {
        Assert.Equal("FF", GrainIdKeyExtensions.CreateIntegerKey(255).ToString());
        Assert.Equal("FF+x", GrainIdKeyExtensions.CreateIntegerKey(255, "x").ToString());
        Assert.Equal($"{s_id:N}+x", GrainIdKeyExtensions.CreateGuidKey(s_id, "x").ToString());
    }

    [Fact]
    public void A_reference_can_be_seen_through_another_interface_of_its_grain()
    {
        var reference = _silo.Client.GetGrain<IKeyedByGuid>(s_id);
        Assert.Same(reference, reference.AsReference<IKeyedByGuid>());
        Assert.Equal(reference.GetGrainId(), reference.Cast<IGrainWithGuidKey>().GetGrainId());
        var type = typeof(IKeyedByGuid);
        Assert.IsAssignableFrom<IKeyedByGuid>(reference.Cast(type));
    }

    [Fact]
    public void What_is_neither_grain_nor_reference_has_no_identity()
    {
        Assert.Throws<ArgumentException>(() => new Unaddressed().GetGrainId());
        Assert.Throws<ArgumentException>(() => new Unaddressed().AsReference<IEchoGrain>());
    }

    [Fact]
    public void A_missing_prefix_is_refused_and_a_prefix_chooses_the_class()
    {
        Assert.Throws<ArgumentException>(() => _silo.Client.GetGrain<Concurrency.IGateGrain>("k", "no such prefix"));
        Assert.Equal("plain-gate", _silo.Client.GetGrain<Concurrency.IGateGrain>("k", "Conformance.Concurrency.GateGrain").GetGrainId().Type.ToString());
    }

    [Fact]
    public void Ids_and_types_are_values()
    {
        var id = GrainId.Create(GrainType.Create("t"), "k");
        Assert.True(id == GrainId.Create(GrainType.Create("t"), IdSpan.Create("k")));
        Assert.True(id != GrainId.Create("t", "other"));
        Assert.Equal(id.GetUniformHashCode(), GrainId.Parse("t/k").GetUniformHashCode());
        Assert.True(new GrainType("t"u8.ToArray()) == id.Type);
        Assert.True(GrainType.Create("x") != id.Type);
        Assert.Equal("t"u8.ToArray(), id.Type.AsSpan().ToArray());
        Assert.Equal(id.Type, (object)new GrainType(IdSpan.Create("t")));
    }

    sealed class Unaddressed : IAddressable;
}
