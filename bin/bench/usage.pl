# Runs a command and prints, as JSON, how it ended and what it and all its children took: seconds of CPU, and the memory
# of the largest of them. In Perl because Node can't ask for the usage of children, and git brings Perl along.
use strict;
use warnings;
use POSIX ();

# Of getrusage(2); those not named here have the number of the kernel's generic table.
my %NUMBER   = ( x86_64 => 98, ppc64le => 77, s390x => 77 );
my $GENERIC  = 165;
my $CHILDREN = -1;

my $child = fork;
die "fork: $!\n" unless defined $child;
if ( $child == 0 ) {
    open STDOUT, '>', '/dev/null' or die "/dev/null: $!\n";
    exec { $ARGV[0] } @ARGV or POSIX::_exit(127);
}
waitpid $child, 0;
my $status = $? & 127 ? 128 + ( $? & 127 ) : $? >> 8;

# struct rusage begins with two times, each of seconds and microseconds, and the largest resident set in KiB.
my $usage = "\0" x 1024;
syscall( $NUMBER{ ( POSIX::uname() )[4] } // $GENERIC, $CHILDREN, $usage ) == 0 or die "getrusage: $!\n";
my ( $user, $userMicro, $system, $systemMicro, $peak ) = unpack 'l!5', $usage;
printf qq({"status":%d,"cpu":%.6f,"peak":%.3f}\n), $status,
    $user + $system + ( $userMicro + $systemMicro ) / 1e6, $peak / 1024;
