using System.Reflection;
using Orleans.Storage;
using Orleans.Streams;

namespace Conformance.Calls;

public interface IThrowingGrain : IGrainWithStringKey
{
    Task Throw(Exception error, bool later);
}

public sealed class ThrowingGrain : Grain, IThrowingGrain
{
    public async Task Throw(Exception error, bool later)
    {
        if (later)
            await Task.Yield();
        throw error;
    }
}

public sealed class ExceptionTests
{
    public static TheoryData<Type> Types =>
    [
        typeof(OrleansException), typeof(SiloUnavailableException), typeof(LimitExceededException), typeof(OrleansConfigurationException),
        typeof(BadProviderConfigException), typeof(InconsistentStateException), typeof(CacheFullException), typeof(StreamEventDeliveryFailureException),
    ];

    [Theory]
    [MemberData(nameof(Types))]
    public void An_exception_keeps_the_message_and_the_cause_that_it_is_given(Type type)
    {
        var cause = new FormatException("cause");
        Assert.Equal("why", Make(type, "why").Message);
        Assert.Same(cause, Make(type, "why", cause).InnerException);
        if (type.GetConstructor(Type.EmptyTypes) is { } plain)
            Assert.NotEmpty(Assert.IsAssignableFrom<Exception>(plain.Invoke([])).Message);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task An_exception_of_the_runtime_crosses_a_call_with_type_and_message(Type type)
    {
        await using var silo = await TestSilo.Start();
        foreach (var later in (bool[])[false, true])
        {
            var error = await Assert.ThrowsAsync(type, () => silo.Grain<IThrowingGrain>().Throw(Make(type, "why"), later));
            Assert.Equal("why", error.Message);
        }
    }

    [Fact]
    public async Task An_aggregate_exception_is_not_unwrapped()
    {
        await using var silo = await TestSilo.Start();
        var error = await Assert.ThrowsAsync<AggregateException>(() =>
            silo.Grain<IThrowingGrain>().Throw(new AggregateException(new FormatException("one"), new FormatException("two")), later: true));
        Assert.Equal(2, error.InnerExceptions.Count);
    }

    [Fact]
    public void A_conflict_says_both_etags()
    {
        var cause = new FormatException();
        var error = new InconsistentStateException("conflict", "2", "1", cause);
        Assert.Equal(("2", "1"), (error.StoredEtag, error.CurrentEtag));
        Assert.Same(cause, error.InnerException);
    }

    [Fact]
    public async Task An_ignored_task_may_fail_unobserved()
    {
        Task.CompletedTask.Ignore();
        var failed = Task.FromException(new FormatException());
        failed.Ignore();
        await Assert.ThrowsAsync<FormatException>(() => failed);
    }

    static Exception Make(Type type, params object[] arguments) =>
        (Exception)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public, null, arguments, null)!;
}
