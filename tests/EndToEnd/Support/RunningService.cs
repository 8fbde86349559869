namespace EndToEnd.Support;

/// <summary>One service on its bundled simulator, shared by the tests that leave it as it is.</summary>
public sealed class RunningService : IAsyncLifetime
{
    readonly TemporaryFolder folder = new();
    ServiceProcess? service;

    internal ServiceProcess Service => service!;

    internal ServiceClient Client => Service.Client;

    internal string Data => folder.At("data");

    public async Task InitializeAsync() => service = await ServiceProcess.Start(Data);

    public async Task DisposeAsync()
    {
        if (service is not null)
            await service.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>The tests that share <see cref="RunningService"/>.</summary>
[CollectionDefinition(Name)]
public sealed class OneService : ICollectionFixture<RunningService>
{
    public const string Name = "one service";
}
