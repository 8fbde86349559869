namespace Orleans.Streams;

/// <summary>Lambdas as an observer.</summary>
sealed class LambdaObserver<T>(Func<T, StreamSequenceToken?, Task> next, Func<Exception, Task>? error, Func<Task>? completed) : IAsyncObserver<T>
{
    readonly Func<T, StreamSequenceToken?, Task> _next = next ?? throw new ArgumentNullException(nameof(next));

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => _next(item, token);

    public Task OnCompletedAsync() => completed?.Invoke() ?? Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => error?.Invoke(ex) ?? Task.CompletedTask;
}

/// <inheritdoc cref="LambdaObserver{T}"/>
sealed class LambdaBatchObserver<T>(Func<IList<SequentialItem<T>>, Task> next, Func<Exception, Task>? error, Func<Task>? completed) : IAsyncBatchObserver<T>
{
    readonly Func<IList<SequentialItem<T>>, Task> _next = next ?? throw new ArgumentNullException(nameof(next));

    public Task OnNextAsync(IList<SequentialItem<T>> items) => _next(items);

    public Task OnCompletedAsync() => completed?.Invoke() ?? Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => error?.Invoke(ex) ?? Task.CompletedTask;
}
