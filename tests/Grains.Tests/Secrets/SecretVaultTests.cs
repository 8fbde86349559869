using Grains.Secrets;
using Grains.Tests.Support;

namespace Grains.Tests.Secrets;

public sealed class SecretVaultTests : IDisposable
{
    readonly TempFolder folder = new();
    readonly string file;

    public SecretVaultTests() => file = folder.File("master.key");

    public void Dispose() => folder.Dispose();

    SecretVault Vault() => new(new FileKeyWrapper(file));

    [Fact]
    public async Task A_secret_comes_back_for_its_purpose_alone_and_is_not_in_what_is_stored()
    {
        MasterKeyFile.Create(file);
        var stored = await Vault().Seal("account:a:token", "canary");
        Assert.Equal("canary", await Vault().Open("account:a:token", stored));
        Assert.DoesNotContain("canary", stored, StringComparison.Ordinal);
        Assert.NotEqual(stored, await Vault().Seal("account:a:token", "canary"));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => Vault().Open("account:b:token", stored));
    }

    [Fact]
    public async Task A_changed_character_is_noticed_wherever_it_stands()
    {
        MasterKeyFile.Create(file);
        var stored = await Vault().Seal("p", "canary");
        // The last character of a part may hold unused bits, so every second one is changed to a far one.
        for (var at = 0; at < stored.Length; at += 2)
        {
            var changed = stored[..at] + (stored[at] == 'A' ? 'Q' : 'A') + stored[(at + 1)..];
            if (changed.TrimEnd('A', 'Q') == stored.TrimEnd('A', 'Q'))
                continue;
            await Assert.ThrowsAsync<KeyUnavailableException>(() => Vault().Open("p", changed));
        }

        await Assert.ThrowsAsync<KeyUnavailableException>(() => Vault().Open("p", "nonsense"));
        await Assert.ThrowsAsync<KeyUnavailableException>(() => Vault().Open("p", stored[..^8]));
    }

    [Fact]
    public async Task A_rotation_wraps_anew_and_keeps_the_secret_without_the_old_key()
    {
        var old = MasterKeyFile.Create(file);
        var stored = await Vault().Seal("p", "canary");
        var vault = Vault();
        var next = MasterKeyFile.Add(file);
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddSeconds(2));
        var rewrapped = await vault.Rewrap(stored);
        Assert.Contains(old, stored, StringComparison.Ordinal);
        Assert.Contains(next, rewrapped, StringComparison.Ordinal);
        Assert.Equal("canary", await vault.Open("p", stored));
        MasterKeyFile.DropOld(file);
        Assert.Equal("canary", await Vault().Open("p", rewrapped));
        var lost = await Assert.ThrowsAsync<KeyUnavailableException>(() => Vault().Open("p", stored));
        Assert.Contains(old, lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_keys_are_taken_out_and_the_one_in_use_stays_whatever_an_operator_noted_below_it()
    {
        MasterKeyFile.Create(file);
        var used = MasterKeyFile.Add(file);
        var stored = await Vault().Seal("p", "canary");
        File.AppendAllText(file, "# rotated in November\n\n# by the desk");
        MasterKeyFile.DropOld(file);
        Assert.Equal(used, Assert.Single(MasterKeyFile.Read(file)).Id);
        Assert.Equal("canary", await Vault().Open("p", stored));
    }

    [Fact]
    public async Task Another_key_under_the_same_id_does_not_open()
    {
        var id = MasterKeyFile.Create(file);
        var stored = await Vault().Seal("p", "canary");
        File.WriteAllText(file, $"{id} {Convert.ToBase64String(new byte[32])}\n");
        await Assert.ThrowsAsync<KeyUnavailableException>(() => Vault().Open("p", stored));
    }

    [Fact]
    public async Task Without_a_master_key_nothing_is_sealed_in_any_way()
    {
        var vault = new SecretVault(null);
        Assert.False(vault.CanSeal);
        var refused = await Assert.ThrowsAsync<KeyUnavailableException>(() => vault.Seal("p", "canary"));
        Assert.Contains("keys master create", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_key_file_is_made_for_its_owner_alone_and_never_over_another()
    {
        MasterKeyFile.Create(file);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var text = File.ReadAllText(file);
        Assert.Throws<KeyFileException>(() => MasterKeyFile.Create(file));
        Assert.Equal(text, File.ReadAllText(file));
        MasterKeyFile.Add(file);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(2, MasterKeyFile.Read(file).Count);
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_key_file_that_others_may_touch_is_refused(UnixFileMode also)
    {
        MasterKeyFile.Create(file);
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(file, File.GetUnixFileMode(file) | also);
        var refused = Assert.Throws<KeyFileException>(() => new FileKeyWrapper(file));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("mk_1\n")]
    [InlineData("mk_1 c2hvcnQ=\n")]
    [InlineData("mk.1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public void A_file_without_a_whole_key_is_refused_without_its_text(string text)
    {
        PrivateFile.Create(file, text);
        var refused = Assert.Throws<KeyFileException>(() => new FileKeyWrapper(file));
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ=", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Assert.Throws<KeyFileException>(() => new FileKeyWrapper(folder.File("none")));

    [Fact]
    public void Settings_that_contradict_each_other_are_refused()
    {
        Assert.NotNull(new KeyOptions { File = "a", Service = new("https://k") }.Problem());
        Assert.NotNull(new KeyOptions { Service = new("http://keys.example") }.Problem());
        Assert.NotNull(new KeyOptions { ServiceTokenFile = "t" }.Problem());
        Assert.Null(new KeyOptions { Service = new("http://127.0.0.1:1") }.Problem());
        Assert.Null(new KeyOptions().Problem());
    }
}
