using Gateway.Tests.Support;
using Silo;

namespace Gateway.Tests.Hosting;

public class DataFolderTests
{
    [Fact]
    public void It_is_made_and_held_by_one_at_a_time()
    {
        using var temp = new TempFolder();
        var path = temp.File("a/b");
        using (var folder = DataFolder.Take(path))
        {
            Assert.Equal((path, Path.Combine(path, "ticker.db"), Path.Combine(path, "grains.db"), Path.Combine(path, "simulator")), (folder.Path, folder.Database, folder.GrainDatabase, folder.Simulator));
            var e = Assert.Throws<StartupException>(() => DataFolder.Take(path));
            Assert.Contains("in use by another process", e.Message, StringComparison.Ordinal);
            Assert.Contains("TICKER_DATA", e.Message, StringComparison.Ordinal);
        }

        DataFolder.Take(path).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_what_to_do()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp.File("file"), "");
        var e = Assert.Throws<StartupException>(() => DataFolder.Take(temp.File("file/below")));
        Assert.Contains(temp.File("file/below"), e.Message, StringComparison.Ordinal);
        Assert.Contains("TICKER_DATA", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_cannot_be_written_is_told()
    {
        using var temp = new TempFolder();
        Directory.CreateDirectory(temp.File("ticker.lock"));
        Assert.Contains("cannot be written", Assert.Throws<StartupException>(() => DataFolder.Take(temp.Path)).Message, StringComparison.Ordinal);
    }
}
