using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Orleans.Streams;

namespace Orleans.Embedded.Tests.Streams;

/// <summary>The bound of a subscription's queue is this host's own; Orleans bounds the provider's queues.</summary>
public sealed class FullQueueTests
{
    [Fact]
    public async Task A_full_queue_tells_the_producer()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(static silo => silo.AddMemoryStreams("streams"));
        using var host = builder.Build();
        await host.StartAsync();
        var numbers = host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("streams").GetStream<int>("n", "s");
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await numbers.SubscribeAsync((_, _) =>
        {
            started.TrySetResult();
            return gate.Task;
        });
        await numbers.OnNextAsync(0);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await numbers.OnNextBatchAsync(Enumerable.Repeat(1, 16_000));
        await Assert.ThrowsAnyAsync<OrleansException>(() => numbers.OnNextBatchAsync(Enumerable.Repeat(1, 16_000)));
        gate.SetResult();
        await host.StopAsync();
    }
}
