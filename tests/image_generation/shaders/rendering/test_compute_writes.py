"""A uniform that is written to is found, however it is written to."""

import pytest

from image_generation.shaders.rendering.compute_writes import written_to

F = "void f ( float a , inout float b ) { b = a ; } "


@pytest.mark.parametrize(
    "text",
    [
        "time = 1.0 ;",
        "time += 1.0 ;",
        "time <<= 1 ;",
        "time . x = 1.0 ;",
        "time [ 2 ] *= 2.0 ;",
        "time ++ ;",
        "-- time ;",
        "time -- ;",
        "float y = ( time = 2.0 ) ;",
        F + "void main ( ) { f ( g ( 1.0 , 2.0 ) , time ) ; }",
        F + "void main ( ) { f ( 1.0 , time . x ) ; }",
        "( time ) = 3.0 ;",
        "if ( x ) ( ( time ) . x ) ++ ;",
        "float g ( ) { return ( time ) ++ ; }",
        "-- ( time ) ;",
        "time [ int ( a [ 1 ] ) ] = 3.0 ;",
        F + "void main ( ) { f ( 1.0 , ( time ) ) ; }",
        F + "void main ( ) { f ( 1.0 , ( ( time . x ) ) ) ; }",
        F + "void main ( ) { f ( 1.0 , time [ int ( a [ 1 ] ) ] ) ; }",
    ],
)
def test_written(text):
    assert written_to(text, {"other", "time"}) == "time"


@pytest.mark.parametrize(
    "text",
    [
        "float y = time ;",
        "if ( time == 1.0 || time <= 2.0 || 3.0 >= time || time != 4.0 ) y = time - 1.0 ;",
        "x = time - - 1.0 ; y = - time + + z ;",
        "mytime = 1.0 ; time2 = 2.0 ; a . timer = 3.0 ;",
        "void g ( ) { float time = 2.0 ; }",
        "float y = sin ( time ) == 1.0 ? ( time ) : - ( time ) ; if ( time == y ) ++ y ;",
        F + "void main ( ) { f ( 1.0 , g ( time ) ) ; f ( 1.0 , y [ ( time ) ] ) ; }",
        F + "void main ( ) { f ( time , x ) ; f ( time , y [ int ( time ) ] ) ; }",
    ],
)
def test_read(text):
    assert written_to(text, {"time"}) is None
