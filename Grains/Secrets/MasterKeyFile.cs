using System.Security.Cryptography;

namespace Grains.Secrets;

/// <summary>A file of master keys, one a line: <c>id base64</c>. The last one wraps; all of them unwrap.</summary>
public static class MasterKeyFile
{
    internal const int KeyBytes = 32;
    const string Setting = "Ticker:Keys:File";
    const string Heading = "# Orleans.Ticker master keys. The last one is in use. Keep a copy apart from the data; whoever has both can read the secrets.\n";

    /// <summary>Makes the file with one key; returns the key's id.</summary>
    /// <exception cref="KeyFileException">It is there already, or cannot be made.</exception>
    public static string Create(string path)
    {
        var (id, line) = NewKey();
        PrivateFile.Create(path, Heading + line);
        return id;
    }

    /// <summary>Adds a key, which is in use from then on; returns its id.</summary>
    /// <exception cref="KeyFileException">The file cannot be used.</exception>
    public static string Add(string path)
    {
        var text = PrivateFile.Read(path, Setting);
        _ = Parse(path, text);
        var (id, line) = NewKey();
        PrivateFile.Replace(path, text.TrimEnd('\n') + "\n" + line);
        return id;
    }

    /// <summary>Takes out every key but the last.</summary>
    public static void DropOld(string path)
    {
        var text = PrivateFile.Read(path, Setting);
        _ = Parse(path, text);
        PrivateFile.Replace(path, Heading + KeyLines(text).Last() + "\n");
    }

    /// <summary>The keys, oldest first.</summary>
    /// <exception cref="KeyFileException">It cannot be used; the sentence says why.</exception>
    internal static IReadOnlyList<(string Id, byte[] Key)> Read(string path) => Parse(path, PrivateFile.Read(path, Setting));

    static List<(string Id, byte[] Key)> Parse(string path, string text)
    {
        var keys = new List<(string, byte[])>();
        foreach (var line in KeyLines(text))
        {
            var key = new byte[KeyBytes + 1];
            if (line.Split(' ') is not [var id, var base64] || !SealedText.IsKeyId(id) || !Convert.TryFromBase64String(base64, key, out var length) || length != KeyBytes)
                throw new KeyFileException($"{Setting} names {path}, whose line {keys.Count + 1} is no key: restore the file from where it is kept.");
            keys.Add((id, key[..KeyBytes]));
        }

        return keys.Count > 0 ? keys : throw new KeyFileException($"{Setting} names {path}, which holds no key: restore the file from where it is kept.");
    }

    static IEnumerable<string> KeyLines(string text) => text.Split('\n').Where(l => l.Length > 0 && l[0] != '#');

    static (string Id, string Line) NewKey()
    {
        var id = "mk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        return (id, $"{id} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))}\n");
    }
}
