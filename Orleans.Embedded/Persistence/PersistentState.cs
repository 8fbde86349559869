using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A state of one activation, backed by a storage provider.</summary>
sealed class PersistentState<TState>(Activation activation, IGrainStorage storage, string name) : IPersistentState<TState>
{
    GrainState<TState> _state = New();

    public TState State
    {
        get => _state.State;
        set => _state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _state.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        var read = New();
        await storage.ReadStateAsync(name, activation.GrainId, read, cancellationToken);
        if (read.State is null)
            read.State = New().State;
        _state = read;
    }

    public Task WriteStateAsync(CancellationToken cancellationToken) => storage.WriteStateAsync(name, activation.GrainId, _state, cancellationToken);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await storage.ClearStateAsync(name, activation.GrainId, _state, cancellationToken);
        _state.State = New().State;
        _state.RecordExists = false;
    }

    static GrainState<TState> New() => new(Activator.CreateInstance<TState>());
}

/// <summary>Makes states for constructor parameters.</summary>
static class PersistentStates
{
    public const string DefaultProvider = "Default";

    public static object Create<TState>(Activation activation, PersistentStateAttribute attribute)
    {
        var provider = attribute.StorageName ?? DefaultProvider;
        var storage = activation.Silo.Services.GetKeyedService<IGrainStorage>(provider)
            ?? throw new BadProviderConfigException(
                $"{activation.Type.Class} keeps its state '{attribute.StateName}' in the storage '{provider}', which is not configured: add it with AddMemoryGrainStorage or AddAdoNetGrainStorage.");
        var state = new PersistentState<TState>(activation, storage, attribute.StateName);
        (activation.Extras.States ??= new List<IStorage>()).Add(state);
        return state;
    }
}
