process.stdout.write('probe\n');
