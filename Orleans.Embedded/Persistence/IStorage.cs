namespace Orleans.Core
{
    /// <summary>A stored record of a grain.</summary>
    public interface IStorage
    {
        /// <summary>The version that was read or written last; null when there is no row.</summary>
        string? Etag { get; }

        bool RecordExists { get; }

        Task ReadStateAsync();

        Task ReadStateAsync(CancellationToken cancellationToken);

        /// <exception cref="Storage.InconsistentStateException">Somebody else wrote since the state was read.</exception>
        Task WriteStateAsync();

        Task WriteStateAsync(CancellationToken cancellationToken);

        Task ClearStateAsync();

        Task ClearStateAsync(CancellationToken cancellationToken);
    }

    /// <inheritdoc cref="IStorage"/>
    public interface IStorage<TState> : IStorage
    {
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>State that is read before the grain activates; inject it with <see cref="PersistentStateAttribute"/>.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    /// <summary>What a state is called and where it is kept.</summary>
    public interface IPersistentStateConfiguration
    {
        string StateName { get; }

        string? StorageName { get; }
    }

    /// <summary>Names the state that a constructor parameter of type <see cref="IPersistentState{TState}"/> holds.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute, IFacetMetadata, IPersistentStateConfiguration
    {
        public string StateName { get; } = stateName;

        public string? StorageName { get; } = storageName;
    }
}

namespace Orleans
{
    /// <summary>Marks attributes that say how a constructor parameter is made.</summary>
    public interface IFacetMetadata;

    /// <summary>A state on its way to or from storage.</summary>
    public interface IGrainState<T>
    {
        T State { get; set; }

        string? ETag { get; set; }

        bool RecordExists { get; set; }
    }

    /// <inheritdoc cref="IGrainState{T}"/>
    public class GrainState<T> : IGrainState<T>
    {
        public GrainState()
            : this(default!)
        {
        }

        public GrainState(T state)
            : this(state, null)
        {
        }

        public GrainState(T state, string? eTag)
        {
            State = state;
            ETag = eTag;
        }

        public T State { get; set; }

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    using Orleans.Runtime;

    /// <summary>Keeps grain states. Register one by name as a keyed singleton.</summary>
    public interface IGrainStorage
    {
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            ReadStateAsync(stateName, grainId, grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            WriteStateAsync(stateName, grainId, grainState);

        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            ClearStateAsync(stateName, grainId, grainState);
    }
}
