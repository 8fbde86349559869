using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Grains.Tests.Guards;

/// <summary>Grains and messages with one mistake each. No test activates them.</summary>
public static class GuardedGrains
{
    public interface INobody : IGrainWithStringKey
    {
        Task Wait();
    }

    public interface IGood : IGrainWithStringKey
    {
        Task<ImmutableArray<Good>> Ask(Good? message, int? count, CancellationToken cancellation);
    }

    public interface IListTaker : IGrainWithStringKey
    {
        Task Take(List<Good> messages);
    }

    public interface IArrayTaker : IGrainWithStringKey
    {
        Task Take(Good[] messages);
    }

    public interface IBareTaker : IGrainWithStringKey
    {
        Task Take(Outer message);
    }

    [GenerateSerializer, Immutable, Alias("test.good")]
    public sealed record Good([property: Id(0)] string Text);

    [GenerateSerializer, Immutable, Alias("test.outer")]
    public sealed record Outer([property: Id(0)] Bare Inner);

    /// <summary>No attribute at all, a property that can be set, a field.</summary>
    public sealed class Bare
    {
        readonly int _kept = 1;

        public int Read => _kept;

        public int Settable { get; set; }
    }

    [GenerateSerializer, Immutable, Alias("test.twice")]
    public sealed class Twice
    {
        [Id(0)]
        public int One { get; init; }

        [Id(0)]
        public int Other { get; init; }
    }

    public sealed class GoodGrain : Grain, IGood
    {
        public Task<ImmutableArray<Good>> Ask(Good? message, int? count, CancellationToken cancellation) => Task.FromResult<ImmutableArray<Good>>([]);
    }

    public sealed class OtherGoodGrain : Grain, IGood
    {
        public Task<ImmutableArray<Good>> Ask(Good? message, int? count, CancellationToken cancellation) => Task.FromResult<ImmutableArray<Good>>([]);
    }

    public sealed class Taker : Grain, IListTaker, IArrayTaker, IBareTaker
    {
        public Task Take(List<Good> messages) => Task.CompletedTask;

        public Task Take(Good[] messages) => Task.CompletedTask;

        public Task Take(Outer message) => Task.CompletedTask;
    }

    public sealed class Stored([PersistentState("guarded", "cupboard")] IPersistentState<Bare> state) : Grain
    {
        public int Value => state.State.Settable;
    }

    public sealed class StoredToo([PersistentState("guarded", "cupboard")] IPersistentState<Bare> state) : Grain
    {
        public int Value => state.State.Settable;
    }
}
