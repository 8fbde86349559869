using Grains.Storage;

namespace Grains.Tests.Support;

/// <summary>The frame of what a store does whichever database it is in: a derived class for each of them says which.</summary>
public abstract class StoreTests : IAsyncLifetime
{
    private protected StoreTests(IDatabases databases) => Databases = databases;

    private protected IDatabases Databases { get; }

    private protected FakeTime Time { get; } = new();

    private protected TickerDatabase Database { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await Databases.Open(Time);
        Open();
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        Databases.Dispose();
    }

    /// <summary>Makes the store, on <see cref="Database"/>.</summary>
    private protected abstract void Open();
}
